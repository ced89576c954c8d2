namespace Fla;

internal struct Add : IZip<double, double> { public static double Apply(double a, double b) => a + b; }
internal struct Subtract : IZip<double, double> { public static double Apply(double a, double b) => a - b; }
internal struct Multiply : IZip<double, double> { public static double Apply(double a, double b) => a * b; }
internal struct Divide : IZip<double, double> { public static double Apply(double a, double b) => a / b; }
internal struct Lower : IZip<double, double> { public static double Apply(double a, double b) => Math.Min(a, b); }
internal struct Upper : IZip<double, double> { public static double Apply(double a, double b) => Math.Max(a, b); }

internal struct Less : IZip<double, bool> { public static bool Apply(double a, double b) => a < b; }
internal struct LessOrEqual : IZip<double, bool> { public static bool Apply(double a, double b) => a <= b; }
internal struct Greater : IZip<double, bool> { public static bool Apply(double a, double b) => a > b; }
internal struct GreaterOrEqual : IZip<double, bool> { public static bool Apply(double a, double b) => a >= b; }
internal struct Same : IZip<double, bool> { public static bool Apply(double a, double b) => a == b; }
internal struct Different : IZip<double, bool> { public static bool Apply(double a, double b) => a != b; }

internal struct And : IZip<bool, bool> { public static bool Apply(bool a, bool b) => a & b; }
internal struct Or : IZip<bool, bool> { public static bool Apply(bool a, bool b) => a | b; }
internal struct ExclusiveOr : IZip<bool, bool> { public static bool Apply(bool a, bool b) => a ^ b; }

internal struct Negate : IMap { public static double Apply(double x) => -x; }
internal struct Exponential : IMap { public static double Apply(double x) => Math.Exp(x); }
internal struct Logarithm : IMap { public static double Apply(double x) => Math.Log(x); }
internal struct SquareRoot : IMap { public static double Apply(double x) => Math.Sqrt(x); }
internal struct InverseSquareRoot : IMap { public static double Apply(double x) => 1 / Math.Sqrt(x); }
internal struct Magnitude : IMap { public static double Apply(double x) => Math.Abs(x); }
internal struct Logistic : IMap { public static double Apply(double x) => 1 / (1 + Math.Exp(-x)); }
internal struct HyperbolicTangent : IMap { public static double Apply(double x) => Math.Tanh(x); }
internal struct RoundTo<T> : IMap where T : unmanaged
{
    public static double Apply(double x) => ElementConversion<T>.Widen(ElementConversion<T>.Round(x));
}
