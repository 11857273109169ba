"""The frame of a page: its style sheet, for screens light and dark, wide and narrow, and for paper."""

from __future__ import annotations

from html import escape

STYLE = """
:root{color-scheme:light dark;--ink:#1d1f24;--soft:#5b616e;--paper:#fdfdfb;--panel:#f3f3ee;--line:#d9d9d2;
--good:#1a7040;--fair:#855a00;
--bad:#b3261e;--link:#2450a8}
@media(prefers-color-scheme:dark){:root{--ink:#e6e6e3;--soft:#a5abb8;--paper:#16181d;--panel:#1f2229;--line:#373b45;
--good:#6fce97;
--fair:#e3b75c;--bad:#ff8a80;--link:#9dbcff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:1.0625rem/1.6 Charter,"Bitstream Charter","Iowan Old Style",Georgia,
"Source Serif 4","DejaVu Serif",serif;overflow-wrap:break-word}
main{max-width:50rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
header{border-bottom:1px solid var(--line);margin-bottom:1.5rem;padding-bottom:.75rem}
h1,h2,h3,h4{line-height:1.25;text-wrap:balance;margin:2rem 0 .5rem}
h1{font-size:1.9rem;margin:0;overflow-wrap:anywhere;overflow-x:auto;overflow-y:hidden}h2{font-size:1.4rem}h3{font-size:1.15rem}h4{font-size:1.03rem}
.subtitle{margin:.35rem 0 0;color:var(--soft)}
p{margin:.6rem 0}
code{font:.86em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;background:var(--panel);
padding:.08em .3em;
border-radius:.25em}
math{font-family:"STIX Two Math","Latin Modern Math","Cambria Math","XITS Math","Libertinus Math",math;
font-size:1.06em}
.eq{display:flex;align-items:center;gap:1rem;margin:.5rem 0}
.eq>div{flex:1;min-width:0;overflow-x:auto;overflow-y:hidden;padding:.35rem 0}
.eq math{min-width:max-content}
.long{display:inline-block;max-width:100%;overflow-x:auto;overflow-y:hidden;vertical-align:middle;padding:.15em 0}
.narrow{display:none;font-size:.94em}
@media screen and (max-width:42rem){.wide{display:none}.narrow{display:block}}
.tag{color:var(--soft);font-variant-numeric:tabular-nums}
mtd.lhs{text-align:right;padding-right:0}mtd.rhs{text-align:left;padding-left:.25em}
mtd{padding-top:.3em;padding-bottom:.3em}
ol.chain{list-style:none;margin:1rem 0;padding:0}
ol.chain>li{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1rem;margin:1.1rem 0}
ol.chain>li.good{border-color:var(--good)}ol.chain>li.fair{border-color:var(--fair)}
ol.chain>li.bad{border-color:var(--bad)}
.reason{margin:0}
.number{font-weight:700;margin-right:.35em}
.mark{white-space:nowrap;font-size:.9em}
.good .mark,.mark.good{color:var(--good)}.fair .mark,.mark.fair{color:var(--fair)}
.bad .mark,.mark.bad{color:var(--bad)}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-size:.94em;width:max-content}
caption{caption-side:top;text-align:left;color:var(--soft);padding:.2rem 0 .5rem;width:max-content;max-width:min(46rem,calc(100vw - 3rem))}
th,td{text-align:left;vertical-align:baseline;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line);
font-variant-numeric:tabular-nums}
thead th{border-bottom:2px solid var(--line);font-weight:600}
tbody th{font-weight:inherit}
td,th{max-width:26rem}.many td,.many th{max-width:11rem}sub{line-height:0}td code,th code{white-space:nowrap}.many td:has(code){max-width:none}
@media print,(min-width:42rem){td wbr{display:none}}
.note{background:var(--panel);border-left:3px solid var(--link);border-radius:0 .3rem .3rem 0;padding:.6rem 1rem;
margin:1rem 0}
nav ol{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;margin:0 0 1.5rem;padding:0;font-size:.95em}
a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:.06em}
details{margin:.3rem 0}summary{cursor:pointer;color:var(--soft);font-size:.94em}
figure{margin:1.5rem 0}figure svg{display:block;width:100%;max-width:40rem;height:auto;margin:0 auto;background:#fff;border-radius:.4rem}
figcaption{color:var(--soft);font-size:.94em;max-width:40rem;margin:.4rem auto 0}
pre{overflow-x:auto;background:var(--panel);padding:.7rem 1rem;border-radius:.3rem;margin:1rem 0}pre code{background:none;padding:0}
.references{padding-left:1.2rem}.references li{margin:.35rem 0}
.note.warning{border-color:var(--fair)}.note.open{border-color:var(--fair)}
@media(max-width:30rem){main{padding:1.5rem 1rem 3rem}body{font-size:1rem}h1{font-size:1.5rem}h2{font-size:1.25rem}
ol.chain>li{padding-left:.75rem}.eq{gap:.5rem}}
@media print{:root{--ink:#000;--soft:#444;--paper:#fff;--panel:#f4f4f4;--line:#bbb;--good:#000;--fair:#000;--bad:#000}
main{max-width:none;padding:0}body{font-size:10.5pt}.eq>div,.scroll{overflow:visible}h1,h2,h3,h4{break-after:avoid}
ol.chain>li,tr,.note,figure{break-inside:avoid}caption,thead,p:has(+.eq){break-after:avoid}tbody tr:first-child{break-before:avoid}
figure svg{max-height:8.5cm}th,td{padding:.2rem .9rem .2rem 0}nav,summary{display:none}details{display:none}}
"""


def page(title: str, heading: str, subtitle: str, body: str, language: str) -> str:
    """One self-contained file; `title` is text, `heading` is what the page shows."""
    lead = f'<p class="subtitle">{escape(subtitle)}</p>' if subtitle else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<header><h1>{heading}</h1>{lead}</header>\n{body}\n</main>\n</body>\n</html>\n"
    )
