using System.Globalization;
using SMail.Benchmarks.Storage;

namespace SMail.Benchmarks.Delivery;

/// <summary>Mails a second over loopback: out beside raw MailKit to the same sink, and in beside the same Postfix that delivers to a plain maildir. Both need Postfix's package.</summary>
internal static class DeliveryMode
{
    /// <summary>Rounds that count, taken in turns after one that warms up; the median of each is told.</summary>
    public const int Rounds = 9;

    public static async Task<int> RunAsync()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, load {StorageBenchmark.Load()}; messages of {BenchMail.Bytes.Length:N0} bytes, the median of {Rounds} rounds in turns");
        await OutboundRates.RunAsync();
        await InboundRates.RunAsync();
        Console.WriteLine($"load at the end {StorageBenchmark.Load()}");
        return 0;
    }

    public static void Title(string text) => Console.WriteLine($"\n{text,-72}{"mails/s",10}{"of rival",10}  at least");

    /// <summary>One line: how many messages a second, and how that is beside the rival.</summary>
    public static void Print(string name, double rate, double rival, double? atLeast = null)
    {
        var target = atLeast is { } share ? $"  {share:P0}: {(rate >= share * rival ? "met" : "MISSED")}" : "";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-70}{rate,10:N0}{rate / rival,10:P0}{target}"));
    }

    /// <summary>Runs all in turns and gives the median rate of each.</summary>
    public static async Task<double[]> RaceAsync(int messages, params Func<Task<TimeSpan>>[] contestants)
    {
        var times = contestants.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                // Whoever is first changes from round to round.
                var turn = (i + round + 1) % contestants.Length;
                var time = await contestants[turn]();
                if (round >= 0)
                    times[turn].Add(time.TotalSeconds);
            }
        }

        return [.. times.Select(all => messages / all.Order().ElementAt(all.Count / 2))];
    }
}
