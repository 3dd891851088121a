using System.Globalization;

namespace SMail.Benchmarks.Peers;

/// <summary>Lets several do the same in turns; prints the best and the median of each.</summary>
internal static class Turns
{
    public static void Run(string title, int rounds, IReadOnlyList<Peer> peers, Func<Peer, double> work)
    {
        Console.WriteLine($"\n{title,-50}{"best",10}{"median",10}");
        var times = new Dictionary<Peer, List<double>>();
        foreach (var peer in peers.Where(peer => Try(peer, work)))
            times.Add(peer, []);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (peer, all) in times)
                all.Add(work(peer));
        }
        foreach (var (peer, all) in times)
        {
            all.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {peer.Name,-48}{all[0],10:F1}{all[all.Count / 2],10:F1}"));
        }
    }

    // Warms the disk's cache, and shows who does not do this at all.
    private static bool Try(Peer peer, Func<Peer, double> work)
    {
        try
        {
            work(peer);
            return true;
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine($"  left out: {peer.Name}: {e.Message.Trim()}");
            return false;
        }
    }
}
