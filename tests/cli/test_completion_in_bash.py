"""The script completes in a real shell."""

import shutil
import subprocess

import pytest

from derive.cli.main import main


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("derive comp", ["compare", "completion"]),
        ("derive plot resi", ["residual"]),
        ("derive report hard_sw", ["hard_swish"]),
        ("derive report gelu --deta", ["--detail"]),
        ("derive report gelu -o re", []),
    ],
)
def test_words_are_completed(capsys, tmp_path, words, expected):
    main(["completion", "bash"])
    script = tmp_path / "completion.bash"
    script.write_text(capsys.readouterr().out)
    parts = words.split()
    call = f'source {script}; COMP_WORDS=({" ".join(parts)}); COMP_CWORD={len(parts) - 1}; _derive; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", call], capture_output=True, text=True, check=True)
    assert done.stdout.split() == expected
