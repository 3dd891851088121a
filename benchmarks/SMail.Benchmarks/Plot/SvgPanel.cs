using System.Globalization;
using System.Text;

namespace SMail.Benchmarks.Plot;

/// <summary>One pair of axes, both logarithmic, with lines of points.</summary>
/// <param name="title">Stands above.</param>
/// <param name="x">Where its left edge is.</param>
/// <param name="ticks">Of the vertical axis; the first and the last are its ends.</param>
/// <param name="name">Writes a tick.</param>
internal sealed class SvgPanel(string title, int x, double[] ticks, Func<double, string> name)
{
    public const string Dash = " stroke-dasharray=\"5 4\"";
    private const int Top = 50, Width = 400, Height = 300;
    private const double Least = 700, Most = 40e6;

    private readonly StringBuilder lines = new();

    public void Line(IEnumerable<(double Size, double Value)> points, string colour, bool isDashed)
    {
        var all = points.ToList();
        var path = string.Join('L', all.Select(point => FormattableString.Invariant($"{X(point.Size):F1} {Y(point.Value):F1}")));
        lines.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"M{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"{(isDashed ? Dash : "")}/>");
        foreach (var (size, value) in all)
            lines.AppendLine(CultureInfo.InvariantCulture, $"<circle cx=\"{X(size):F1}\" cy=\"{Y(value):F1}\" r=\"3\" fill=\"{colour}\"/>");
    }

    public string Draw(IEnumerable<int> sizes)
    {
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Top - 18}\" font-size=\"15\" font-weight=\"bold\">{title}</text>");
        foreach (var tick in ticks)
            svg.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"M{x} {Y(tick):F1}h{Width}\" stroke=\"#ddd\"/><text x=\"{x - 8}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\">{name(tick)}</text>");
        foreach (var size in sizes)
            svg.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"M{X(size):F1} {Top}v{Height}\" stroke=\"#eee\"/><text x=\"{X(size):F1}\" y=\"{Top + Height + 18}\" text-anchor=\"middle\">{Bytes(size)}</text>");
        return svg.Append(lines).ToString();
    }

    public static string Bytes(double count) => count switch
    {
        >= 1 << 30 => FormattableString.Invariant($"{count / (1 << 30):N0} GiB"),
        >= 1 << 20 => FormattableString.Invariant($"{count / (1 << 20):N0} MiB"),
        _ => FormattableString.Invariant($"{count / (1 << 10):N0} KiB"),
    };

    private double X(double size) => x + (Width * Part(size, Least, Most));

    private double Y(double value) => Top + (Height * (1 - Part(value, ticks[0], ticks[^1])));

    private static double Part(double value, double least, double most) => Math.Log(value / least) / Math.Log(most / least);
}
