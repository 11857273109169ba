"""Formulas as people write them: true ones are proved whatever their form, false ones refuted with a point at which they fail."""

import pytest

from derive import check
from derive.evidence.audit.verdict import Verdict
from derive.language.errors import ReadError

TRUE = [
    ("relu", "E[phi]", "sqrt(q/(2*pi))"),
    ("relu", "E[phi^2]", "q/2"),
    ("relu", "E[dphi^2]", "1/2"),
    ("relu", "E[phi*ddphi]", "0"),
    ("relu", "K", "sqrt(q1*q2)*(sin(acos(c))+(pi-acos(c))*cos(acos(c)))/(2*pi)"),
    ("relu", "Kdot", "1/4+asin(c)/(2*pi)"),
    ("relu", "Kdot", "1/2-acos(c)/(2*pi)"),
    ("relu", "Kdot", "1/2-atan2(sqrt(1-c**2),c)/(2*pi)"),
    ("relu", "Kdot", "(pi/2+atan(c/sqrt(1-c**2)))/(2*pi)"),
    ("abs", "E[phi]", "sqrt(2*q/pi)"),
    ("abs", "K", "2/pi*sqrt(q1*q2)*(c*asin(c)+sqrt(1-c**2))"),
    ("sign", "K", "2/pi*asin(c)"),
    ("sign", "K", "1-2*acos(c)/pi"),
    ("sign", "K", "2/pi*atan(c/sqrt(1-c**2))"),
    ("step", "K", "1/4+asin(c)/(2*pi)"),
    ("erf", "K", "2/pi*asin(2*c*sqrt(q1*q2)/sqrt((1+2*q1)*(1+2*q2)))"),
    ("erf", "K", "2/pi*atan(2*c*q/sqrt((1+2*q)**2-4*c**2*q**2))"),
    ("erf", "Kdot", "4/pi/sqrt((1+2*q)**2-(2*q*c)**2)"),
    ("erf", "E[phi^2]", "2/pi*asin(2*q/(1+2*q))"),
    ("erf", "E[phi^2]", "4/pi*atan(sqrt(1+4*q))-1"),
    ("erf", "E[phi^2]", "1-4/pi*atan(1/sqrt(1+4*q))"),
    ("erf", "E[dphi^2]", "4/(pi*sqrt(1+4*q))"),
    ("normal_cdf", "E[phi^2]", "1/4+asin(q/(1+q))/(2*pi)"),
    ("normal_cdf", "E[phi^2]", "atan(sqrt(1+2*q))/pi"),
    ("gelu", "E[phi]", "q/sqrt(2*pi*(1+q))"),
    ("gelu", "E[phi^2]", "q/4+q*asin(q/(1+q))/(2*pi)+q**2/(pi*(1+q)*sqrt(1+2*q))"),
    ("gelu", "E[dphi]", "1/2"),
    ("exp", "K", "exp((q1+q2+2*c*sqrt(q1*q2))/2)"),
    ("exp", "E[phi^2]", "exp(q)**2"),
    ("sin", "K", "exp(-(q1+q2)/2)*sinh(c*sqrt(q1*q2))"),
    ("sin", "E[phi^2]", "(1-exp(-2*q))/2"),
    ("sin", "E[phi^2]", "exp(-q)*sinh(q)"),
    ("cos", "K", "exp(-q)*cosh(c*q)"),
    ("gaussian", "K", "1/sqrt((1+2*q)**2-4*c**2*q**2)"),
    ("gaussian", "K", "1/sqrt(1+4*q+4*q**2*(1-c)*(1+c))"),
    ("leaky_relu", "E[phi^2]", "q*(1+alpha**2)/2"),
    ("leaky_relu", "K", "alpha*c*sqrt(q1*q2)+(1-alpha)**2*sqrt(q1*q2)*(sqrt(1-c**2)+c*(pi-acos(c)))/(2*pi)"),
    ("relu2", "K", "q1*q2*(3*c*sqrt(1-c**2)+(1+2*c**2)*(pi-acos(c)))/(2*pi)"),
    ("hard_tanh", "E[dphi^2]", "erf(1/sqrt(2*q))"),
    ("hard_tanh", "E[phi^2]", "1+(q-1)*erf(1/sqrt(2*q))-sqrt(2*q/pi)*exp(-1/(2*q))"),
    ("hard_tanh", "E[phi^2]", "erfc(1/sqrt(2*q))+q*erf(1/sqrt(2*q))-sqrt(2*q/pi)*exp(-1/(2*q))"),
    ("elu", "E[phi]", "sqrt(q/(2*pi))+alpha*(exp(q/2)*erfc(sqrt(q/2))-1)/2"),
    ("square", "K", "q1*q2*(1+2*c**2)"),
    ("cube", "K", "9*q**3*c+6*q**3*c**3"),
    ("x**4", "E[phi]", "3*q**2"),
    ("tanh", "E[phi]", "0"),
    ("sigmoid", "E[phi]", "1/2"),
    ("softplus", "E[phi*z]", "sqrt(q)/2"),
    ("lorentzian", "E[phi]", "sqrt(pi/(2*q))*exp(1/(2*q))*erfc(1/sqrt(2*q))"),
    ("1/(1+x**2)", "E[phi]", "sqrt(2*pi/q)*exp(1/(2*q))*Phi(-1/sqrt(q))"),
    ("Abs(x)**alpha", "E[phi]", "2**(alpha/2)*gamma((alpha+1)/2)*q**(alpha/2)/sqrt(pi)"),
    ("Max(x,0)**alpha", "E[phi^2]", "2**(alpha-1)*gamma(alpha+Rational(1,2))*q**alpha/sqrt(pi)"),
    ("snake", "E[phi]", "(1-exp(-2*alpha**2*q))/(2*alpha)"),
    ("step", "Kdot", "1/(2*pi*sqrt(q1*q2*(1-c**2)))"),
    ("step", "Kdot", "1/(2*pi*sqrt(q1*q2)*sqrt(1-c)*sqrt(1+c))"),
    ("sinusoid", "K", "exp(c*q-q)"),
    ("sinusoid", "K", "exp(-q*(1-c))"),
    ("soft_shrink", "Kdot", "2*Phi2(-b/sqrt(q1),-b/sqrt(q2),c)+2*Phi2(-b/sqrt(q1),-b/sqrt(q2),-c)"),
    ("hard_tanh", "Kdot", "1-2*Phi2(-1/sqrt(q),1/sqrt(q),-c)-2*Phi2(1/sqrt(q),-1/sqrt(q),c)"),
    ("relu", "E[phi*He_2]", "sqrt(q/(2*pi))"),
    ("relu", "E[phi*He_3]", "0"),
    ("sin", "E[phi*He_n]", "sin(pi*n/2)*q**(n/2)*exp(-q/2)"),
    ("exp", "E[phi*He_n]", "q**(n/2)*exp(q/2)"),
    ("normal_cdf", "K", "Phi2(0,0,c*q/(1+q))"),
    ("normal_cdf", "K", "1/2-OwensT(0,1)*acos(c*q/(1+q))*4/pi"),
    ("leaky_relu", "Kdot", "(alpha**2+1)/2*(1-acos(c)/pi)+alpha*acos(c)/pi"),
    ("triangle", "E[phi]", "erf(1/sqrt(2*q))-sqrt(2*q/pi)*(1-exp(-1/(2*q)))"),
    ("Max(x,0)**(3/2)", "E[phi^2]", "sqrt(2/pi)*q**(3/2)"),
    ("(x**3-3*x)/sqrt(6)", "K", "q**3*c**3+3*c*q*(q-1)**2/2"),
    ("relu", "Kdot", "1/2-atan2(sqrt(1-c**2),c)/(2*pi)"),
    ("sign", "K", "1-4*asin(sqrt((1-c)/2))/pi"),
    ("step", "K", "acos(-sqrt((1+c)/2))/pi-1/2"),
    ("relu", "E[phi^4]", "3*q**2/2"),
    ("relu", "E[phi^3]", "sqrt(2/pi)*q**(3/2)"),
    ("relu", "E[phi*z]", "sqrt(q)/2"),
    ("relu", "E[phi*dphi]", "sqrt(q/(2*pi))"),
    ("abs", "E[phi*He_2]", "sqrt(2*q/pi)"),
    ("abs", "E[phi*He_4]", "-sqrt(2*q/pi)"),
    ("step", "E[phi*He_5]", "3/sqrt(2*pi)"),
    ("sign", "E[phi*He_3]", "-sqrt(2/pi)"),
    ("step", "E[dphi]", "1/sqrt(2*pi*q)"),
    ("sign", "E[dphi*z^2]", "0"),
    ("Max(x-b,0)", "E[phi]", "sqrt(q/(2*pi))*exp(-b**2/(2*q))-b*Phi(-b/sqrt(q))"),
    ("Max(x-b,0)", "E[phi^2]", "(q+b**2)*Phi(-b/sqrt(q))-b*sqrt(q/(2*pi))*exp(-b**2/(2*q))"),
    ("Max(x-b,0)", "E[dphi^2]", "erfc(b/sqrt(2*q))/2"),
    ("Max(x-b,0)", "Kdot", "Phi2(-b/sqrt(q1),-b/sqrt(q2),c)"),
    ("Max(x-b,0)", "Kdot", "1-2*Phi(b/sqrt(q))+Phi2(b/sqrt(q),b/sqrt(q),c)"),
    ("erf(a*x)", "K", "2/pi*asin(2*a**2*c*sqrt(q1*q2)/sqrt((1+2*a**2*q1)*(1+2*a**2*q2)))"),
    ("erf(a*x)", "E[phi*z]", "2*a*sqrt(q)/sqrt(pi*(1+2*a**2*q))"),
    ("erf(x+b)", "E[phi]", "erf(b/sqrt(1+2*q))"),
    ("exp(a*x)", "E[phi]", "exp(a**2*q/2)"),
    ("exp(a*x)", "Kdot", "a**2*exp(a**2*(q1+q2+2*c*sqrt(q1*q2))/2)"),
    ("exp(-a*x**2)", "E[phi]", "1/sqrt(1+2*a*q)"),
    ("exp(-a*x**2)", "E[phi^2]", "1/sqrt(1+4*a*q)"),
    ("exp(-a*x**2)", "K", "1/sqrt((1+2*a*q1)*(1+2*a*q2)-4*a**2*c**2*q1*q2)"),
    ("x*exp(-x**2/2)", "K", "c*sqrt(q1*q2)/((1+q1)*(1+q2)-c**2*q1*q2)**(3/2)"),
    ("sin(w*x)", "K", "exp(-w**2*(q1+q2)/2)*sinh(w**2*c*sqrt(q1*q2))"),
    ("sin(w*x)", "Kdot", "w**2*exp(-w**2*q)*cosh(w**2*c*q)"),
    ("cos(x)*x", "E[phi^2]", "q/2+exp(-2*q)*(q-4*q**2)/2"),
    ("cos(x)**2", "E[phi]", "(1+exp(-2*q))/2"),
    ("sin(x)**3", "E[phi*z]", "3*sqrt(q)*(exp(-q/2)-exp(-9*q/2))/4"),
    ("x**6", "E[phi]", "15*q**3"),
    ("x**3-3*x", "E[phi^2]", "15*q**3-18*q**2+9*q"),
    ("x**4", "K", "9*q1**2*q2**2+72*c**2*q1**2*q2**2+24*c**4*q1**2*q2**2"),
    ("Abs(x)**alpha", "E[phi^2]", "2**alpha*q**alpha*gamma(alpha+1/2)/sqrt(pi)"),
    ("Max(x,0)**alpha", "E[phi]", "2**(alpha/2-1)*q**(alpha/2)*gamma((alpha+1)/2)/sqrt(pi)"),
    ("Max(x,0)**alpha", "E[dphi]", "alpha*2**((alpha-1)/2-1)*q**((alpha-1)/2)*gamma(alpha/2)/sqrt(pi)"),
    ("Max(x,0)**3", "K", "(q1*q2)**(3/2)*(5*sqrt(1-c**2)*(11*c**2+4)/5+3*c*(2*c**2+3)*(pi-acos(c)))/(2*pi)"),
    ("log(Abs(x))", "E[phi]", "log(q)/2-EulerGamma/2-log(2)/2"),
    ("log(Abs(x))", "E[phi^2]", "(log(q/2)-EulerGamma)**2/4+pi**2/8"),
    ("hard_tanh", "E[phi*z]", "sqrt(q)*erf(1/sqrt(2*q))"),
    ("hard_tanh", "E[phi*ddphi]", "-sqrt(2/(pi*q))*exp(-1/(2*q))"),
    ("Max(x, alpha*x)", "E[phi]", "Piecewise(((1-alpha)*sqrt(q/(2*pi)), alpha<1),((alpha-1)*sqrt(q/(2*pi)), True))"),
    ("Max(x, alpha*x)", "E[phi]", "Abs(1-alpha)*sqrt(q/(2*pi))"),
    ("Piecewise((x, x>0),(exp(x)-1, True))", "E[phi]", "sqrt(q/(2*pi))+exp(q/2)*Phi(-sqrt(q))-1/2"),
    ("Piecewise((x, x>0),(exp(x)-1, True))", "E[phi^2]", "q/2+exp(2*q)*Phi(-2*sqrt(q))-2*exp(q/2)*Phi(-sqrt(q))+1/2"),
    ("Piecewise((x, x>0),(exp(x)-1, True))", "E[dphi^2]", "1/2+exp(2*q)*erfc(sqrt(2*q))/2"),
    ("x/(1+x**2)", "E[phi*z]", "(sqrt(pi/(2*q))*exp(1/(2*q))*erfc(1/sqrt(2*q))*(-1/sqrt(q))+1/sqrt(q))"),
    ("Heaviside(x)*Heaviside(1-x)", "E[phi]", "erf(1/sqrt(2*q))/2"),
    ("Heaviside(x-b)", "K", "Phi2(-b/sqrt(q),-b/sqrt(q),c)"),
    ("x*sign(x)", "E[phi^2]", "q"),
    ("gelu", "E[phi*z]", "sqrt(q)/2"),
    ("tanh", "E[phi^2*z]", "0"),
    ("softplus", "E[phi*He_1]", "sqrt(q)/2"),
    ("erf(x)", "E[ddphi^2]", "16*q/(pi*(1+4*q)**(3/2))"),
    ("relu", "K", "sqrt(q1*q2)*(sqrt(1-c**2)+c*(pi/2+asin(c)))/(2*pi)"),
    ("relu2", "Kdot", "4*sqrt(q1*q2)*(sqrt(1-c**2)+c*(pi/2+asin(c)))/(2*pi)"),
    ("exp(a*x)", "E[phi*He_n]", "(a*sqrt(q))**n*exp(a**2*q/2)"),
    ("cos(x)", "E[phi*He_n]", "cos(pi*n/2)*q**(n/2)*exp(-q/2)"),
    ("Abs(x)", "K", "2/pi*sqrt(q1*q2)*(c*asin(c)+sqrt(1-c**2))"),
    ("Abs(x)", "Kdot", "2/pi*asin(c)"),
    ("x+sin(x)", "Kdot", "1+2*exp(-q/2)+exp(-q)*cosh(c*q)"),
]
BY_CASES = [
    ("Max(x, alpha*x)", "E[phi]", "Abs(1-alpha)*sqrt(q/(2*pi))"),
    ("Max(x, alpha*x)", "E[phi]", "Piecewise(((1-alpha)*sqrt(q/(2*pi)), alpha<1),((alpha-1)*sqrt(q/(2*pi)), True))"),
    ("Max(x,a,b)", "E[phi]", "Max(a,b)+sqrt(q/(2*pi))*exp(-Max(a,b)**2/(2*q))-Max(a,b)*Phi(-Max(a,b)/sqrt(q))"),
    ("sign", "K", "Piecewise((2*asin(c)/pi, c>0),(-2*asin(-c)/pi, True))"),
]
FALSE_IN_ONE_CASE = [
    ("Max(x, alpha*x)", "E[phi]", "Piecewise(((1-alpha)*sqrt(q/(2*pi)), alpha<1),((alpha+1)*sqrt(q/(2*pi)), True))"),
    ("Max(x, alpha*x)", "E[phi]", "Piecewise(((1-alpha)*sqrt(q/(2*pi)), alpha<1),(7, Eq(alpha,1)),((alpha-1)*sqrt(q/(2*pi)), True))"),
    ("Max(x, alpha*x)", "E[phi]", "Abs(1-alpha)*sqrt(q/(2*pi))+Heaviside(alpha-1000)/10**20"),
    ("relu", "E[phi^2]", "q/2+Max(0,q-8)/10**20"),
]
FALSE = [
    ("relu", "E[phi^2]", "q/3"),
    ("relu", "K", "q*(c/4+1/(2*pi)+c**2/(4*pi))"),
    ("erf", "K", "2/pi*asin(2*c*sqrt(q1*q2)/sqrt((1+2*q1)*(1+2*q2)-4*c**2*q1*q2))"),
    ("gelu", "E[phi^2]", "q/4+q*asin(q/(1+q))/(2*pi)+q**2/(pi*(1+q)*sqrt(1+q))"),
    ("cos", "E[phi^2]", "(1+exp(-q))/2"),
    ("leaky_relu", "E[phi^2]", "q*(1+alpha)**2/2"),
    ("tanh", "E[phi^2]", "q/(1+2*q)"),
    ("selu", "E[dphi]", "1"),
    ("relu", "Kdot", "(1+c)/4"),
    ("erf", "K", "2/pi*asin(2*q*c/(1+2*q))+1e-25"),
    ("gelu", "Kdot", "1/4+asin(c*q/(1+q))/(2*pi)"),
    ("hermite3", "K", "c**3"),
    ("hermite3", "E[phi^2]", "1"),
    ("relu", "Kdot", "1/2-atan2(sqrt(1-c**2),-c)/(2*pi)"),
    ("erf", "E[phi^2]", "4/pi*atan(sqrt(1+4*q))-1+1e-20"),
    ("sign", "K", "1-2*asin(sqrt((1-c)/2))/pi"),
]
FALSE_FAR_BEHIND = [("sigmoid", "E[phi]", "1/2+exp(-1000)"), ("relu", "Kdot", "1/2-acos(c)/(2*pi)+exp(-300)*c**2"), ("erf", "E[phi]", "exp(-200*q)")]
SHARE = 3  # every third one in a quick run


@pytest.mark.parametrize(("activation", "quantity", "formula"), TRUE[::SHARE])
def test_a_true_formula_is_proved(activation, quantity, formula):
    assert check(activation, quantity, formula).verdict is Verdict.PROVED


@pytest.mark.parametrize(("activation", "quantity", "formula"), FALSE[::SHARE])
def test_a_false_formula_is_refuted_at_a_point(activation, quantity, formula):
    found = check(activation, quantity, formula)
    assert found.verdict is Verdict.REFUTED and found.certificate.counterexample is not None


@pytest.mark.parametrize(("activation", "quantity", "formula"), BY_CASES)
def test_a_formula_with_cases_is_proved_in_each(activation, quantity, formula):
    assert check(activation, quantity, formula).verdict is Verdict.PROVED


@pytest.mark.parametrize(("activation", "quantity", "formula"), FALSE_IN_ONE_CASE)
def test_a_formula_that_is_false_in_one_case_is_refuted(activation, quantity, formula):
    assert check(activation, quantity, formula).verdict is Verdict.REFUTED


@pytest.mark.parametrize(("activation", "quantity", "formula"), FALSE_FAR_BEHIND)
def test_digits_are_added_until_the_sides_differ(activation, quantity, formula):
    found = check(activation, quantity, formula)
    against = found.certificate.counterexample
    assert found.verdict is Verdict.REFUTED and not against.left.overlaps(against.right)


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "quantity", "formula"), TRUE)
def test_every_true_formula_is_proved(activation, quantity, formula):
    assert check(activation, quantity, formula).verdict is Verdict.PROVED


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "quantity", "formula"), TRUE)
def test_every_formula_that_is_slightly_false_is_refuted(activation, quantity, formula):
    slightly = f"({formula})*(1+1/10**9)+1/10**18"
    found = check(activation, quantity, slightly)
    assert found.verdict is Verdict.REFUTED and found.certificate.counterexample is not None


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "quantity", "formula"), FALSE)
def test_every_false_formula_is_refuted(activation, quantity, formula):
    assert check(activation, quantity, formula).verdict is Verdict.REFUTED


def test_a_formula_is_read_in_the_letters_of_the_question():
    """A parameter that was given a value has it in the formula too; a letter that the question does not have is refused, not tried at a point."""
    assert check("leaky_relu", "E[phi^2]", "q*(1 + alpha**2)/2", fixed={"alpha": "1/10"}).verdict is Verdict.PROVED
    assert check("leaky_relu", "E[phi^2]", "q*(1 + alpha)/2", fixed={"alpha": "1/10"}).verdict is Verdict.REFUTED
    with pytest.raises(ReadError, match="there is no y in this question"):
        check("relu", "E[phi^2]", "q/2 + 0*y")
