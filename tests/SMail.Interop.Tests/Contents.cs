namespace SMail.Interop.Tests;

/// <summary>What is encrypted and signed, by name.</summary>
internal static class Contents
{
    internal const string Empty = "empty";
    internal const string OneByte = "1 byte";
    internal const string Random = "random";
    internal const string Large = "25 MiB";
    internal const string Crlf = "CRLF";
    internal const string Trailing = "trailing spaces";
    internal const string Text = "UTF-8";
    internal const string LoneCr = "lone CR";
    internal const string CrCrLf = "CR before a line end";
    internal const string Mixed = "mixed line ends";

    /// <summary>Texts, each with another trap in its line ends.</summary>
    internal static IReadOnlyDictionary<string, string> Texts { get; } = new Dictionary<string, string>
    {
        ["LF"] = "one\ntwo\n\nthree\n",
        [Crlf] = "one\r\ntwo\r\n\r\nthree\r\n",
        [LoneCr] = "one\rtwo\r\rthree\n\rfour\n",
        [CrCrLf] = "one\r\r\ntwo\r",
        [Mixed] = "one\ntwo\r\n\nthree\r\n\r\nfour\n",
        ["no final line end"] = "one\ntwo",
        ["empty lines at the end"] = "one\n\n\n",
        [Trailing] = "one \ntwo\t\r\nthree \t \n \n",
        ["dash lines"] = "-\n--\n- one\n-----BEGIN PGP MESSAGE-----\n-----END PGP MESSAGE-----\n",
        [Text] = "Grüße, 世界 👋\nFrom here\n.\n\u00a0\n",
    };

    /// <summary>Bytes with nothing of a text.</summary>
    internal static IReadOnlyList<string> Bytes { get; } = [Empty, OneByte, Random];

    internal static byte[] Named(string name) => name switch
    {
        Empty => [],
        OneByte => [0x0d],
        Random => Fill(5_000),
        Large => Fill(25 << 20),
        _ => Encoding.UTF8.GetBytes(Texts[name]),
    };

    // The same bytes each time, and none that compress.
    private static byte[] Fill(int size)
    {
        var bytes = new byte[size];
        new System.Random(size).NextBytes(bytes);
        return bytes;
    }
}
