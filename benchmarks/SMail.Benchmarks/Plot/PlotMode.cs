using System.Globalization;
using System.Text;
using SMail.Benchmarks.Engine;
using SMail.Benchmarks.Storage;

namespace SMail.Benchmarks.Plot;

/// <summary>Measures throughput and allocation by size and draws them: ours, BouncyCastle's OpenPGP API and the ceiling, Curve25519, SEIPD v2 OCB.</summary>
internal static class PlotMode
{
    private const string OursColour = "#0b6e4f", RivalColour = "#c8553d", CeilingColour = "#5f6b7a";
    private static readonly int[] Sizes = [1 << 10, 10 << 10, 100 << 10, 1 << 20, 5 << 20, 25 << 20];

    public static int Run(string file)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load {StorageBenchmark.Load()}");
        using var key = BenchKey.Curve25519(BodyKind.Seipd2Ocb);
        var sizes = Sizes.Select(size => new SizeRace(key, size)).ToList();
        foreach (var size in sizes)
            Console.WriteLine(size);
        var throughput = new SvgPanel("Throughput, MB/s", x: 70, [1, 10, 100, 1000, 10_000], tick => tick.ToString("N0", CultureInfo.InvariantCulture));
        throughput.Line(Points(size => size.MegabytesPerSecond(size.Seal.CeilingMs)), CeilingColour, isDashed: false);
        throughput.Line(Points(size => size.MegabytesPerSecond(size.Open.CeilingMs)), CeilingColour, isDashed: true);
        throughput.Line(Points(size => size.MegabytesPerSecond(size.Seal.RivalMs)), RivalColour, isDashed: false);
        throughput.Line(Points(size => size.MegabytesPerSecond(size.Open.RivalMs)), RivalColour, isDashed: true);
        throughput.Line(Points(size => size.MegabytesPerSecond(size.Seal.Ms)), OursColour, isDashed: false);
        throughput.Line(Points(size => size.MegabytesPerSecond(size.Open.Ms)), OursColour, isDashed: true);
        var allocation = new SvgPanel("Allocated per message", x: 530, [1 << 10, 16 << 10, 256 << 10, 4 << 20, 64 << 20, 1 << 30], tick => SvgPanel.Bytes(tick));
        allocation.Line(Points(size => size.RivalSealBytes), RivalColour, isDashed: false);
        allocation.Line(Points(size => size.RivalOpenBytes), RivalColour, isDashed: true);
        allocation.Line(Points(size => size.Seal.AllocatedBytes), OursColour, isDashed: false);
        allocation.Line(Points(size => size.Open.AllocatedBytes), OursColour, isDashed: true);
        File.WriteAllText(file, Page(throughput, allocation));
        Console.WriteLine($"load at the end {StorageBenchmark.Load()}");
        return 0;

        IEnumerable<(double, double)> Points(Func<SizeRace, double> value) => sizes.Select(size => ((double)size.Size, value(size)));
    }

    private static string Page(params ReadOnlySpan<SvgPanel> panels)
    {
        var svg = new StringBuilder("""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 440" font-family="sans-serif" font-size="12" fill="#222">
            <rect width="960" height="440" fill="#fff"/>

            """);
        foreach (var panel in panels)
            svg.Append(panel.Draw(Sizes));
        Legend(svg, y: 402, ("SMail.OpenPgp", OursColour, ""), ("BouncyCastle's OpenPGP API", RivalColour, ""), ("ceiling: hash, cipher and keys on one core", CeilingColour, ""));
        Legend(svg, y: 424, ("sign+encrypt", "#222", ""), ("decrypt+verify (SMail.OpenPgp: checked before release)", "#222", SvgPanel.Dash));
        return svg.AppendLine("</svg>").ToString();
    }

    private static void Legend(StringBuilder svg, int y, params ReadOnlySpan<(string Name, string Colour, string Dash)> entries)
    {
        var x = 70;
        foreach (var (name, colour, dash) in entries)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<path d=\"M{x} {y - 4}h24\" stroke=\"{colour}\" stroke-width=\"2.5\"{dash}/><text x=\"{x + 30}\" y=\"{y}\">{name}</text>");
            x += 230;
        }
    }
}
