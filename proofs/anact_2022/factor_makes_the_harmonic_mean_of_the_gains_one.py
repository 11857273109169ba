"""lambda^2 = (rho + rho')/(2 rho rho') makes the harmonic mean of the gains lambda^2 rho and lambda^2 rho' one; their product is at least one."""

from sympy import symbols

from derive import Identity, Inequality, Source, claim

TEXT = "Y. Peiwen and Z. Changsheng, ANAct: adaptive normalization for activation functions, 2022"
CODE = Source("peiwen2022", TEXT, "the factor of a third-party implementation, seen; the property derived here")
rho, slope = symbols("rho rho_prime", positive=True)
SQUARE = (rho + slope) / (2 * rho * slope)
FORWARD, BACKWARD = SQUARE * rho, SQUARE * slope


@claim(source=CODE.on("anact.lambda"))
def factor_makes_the_harmonic_mean_of_the_gains_one():
    """2/(1/(lambda^2 rho) + 1/(lambda^2 rho')) = 1, and lambda^2 is the mean of 1/rho and 1/rho'."""
    return [Identity(2 / (1 / FORWARD + 1 / BACKWARD), 1), Identity(SQUARE, (1 / rho + 1 / slope) / 2)]


@claim(source=CODE.on("anact.lambda"))
def scaled_gains_depend_on_the_ratio_only():
    """lambda^2 rho = (1 + rho/rho')/2 and lambda^2 rho' = (1 + rho'/rho)/2."""
    return [Identity(FORWARD, (1 + rho / slope) / 2), Identity(BACKWARD, (1 + slope / rho) / 2)]


@claim(source=CODE.on("anact.lambda"), uses=["anact_2022/scaled_gains_depend_on_the_ratio_only"])
def product_of_scaled_gains_is_at_least_one():
    """It is 1 + (rho - rho')^2/(4 rho rho'): one for equal gains only."""
    return [Identity(FORWARD * BACKWARD, 1 + (rho - slope) ** 2 / (4 * rho * slope)), Inequality(FORWARD * BACKWARD, ">=", 1)]


@claim(source=Source("peiwen2022", TEXT, "the factor read as the one that brings both gains nearest to one").on("anact.lambda"), expects="refuted")
def factor_is_the_least_squares_choice():
    """The minimum of (l rho - 1)^2 + (l rho' - 1)^2 lies at l = (rho + rho')/(rho^2 + rho'^2), not at lambda^2."""
    cost = (SQUARE * rho - 1) * rho + (SQUARE * slope - 1) * slope
    return Identity(cost, 0)


@claim(source=Source("peiwen2022", TEXT, "the least-squares choice, derived here").on("anact.lambda"))
def least_squares_choice_is_a_ratio_of_power_sums():
    """The derivative of the sum of squares vanishes at (rho + rho')/(rho^2 + rho'^2), which is at most lambda^2."""
    best = (rho + slope) / (rho**2 + slope**2)
    return [Identity((best * rho - 1) * rho + (best * slope - 1) * slope, 0), Inequality(best, "<=", SQUARE)]


@claim(
    source=Source("peiwen2022", "a third-party implementation of ANAct", "the update of the running mean, seen").on("anact.layer", "M.20"),
    expects="refuted",
    instead="anact_2022/running_mean_keeps_its_fixed_point",
)
def running_mean_with_a_power_keeps_its_fixed_point():
    """It raises the new value to the power t - 1: m u + (1 - m) u^(t - 1) leaves u only where it is 0 or 1, or at t = 2."""
    m, u, t = symbols("m u t", positive=True)
    return Identity(m * u + (1 - m) * u ** (t - 1), u, (m < 1,))


@claim(source=Source("peiwen2022", TEXT, "the running mean as it is meant, recalled").on("anact.layer"))
def running_mean_keeps_its_fixed_point():
    """m u + (1 - m) u = u."""
    m, u = symbols("m u", positive=True)
    return Identity(m * u + (1 - m) * u, u)
