"""What the paper reports of experiments."""

from derive import Observed, Source, claim

TEXT = "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017"
MEASURED = "measured in experiments: only repeating them could decide it"


@claim(source=Source("yang2017", TEXT, "experiments, seen").on("yang.relu.performance"), open=MEASURED)
def performance_follows_metric_expressivity():
    """Of residual ReLU and alpha-ReLU networks those with larger s do better, until numbers overflow; tanh networks follow the growth of gradients."""
    return Observed("the test accuracy of residual ReLU networks rises with metric expressivity s, that of tanh networks falls with the growth of gradients")
