using System.Text;

namespace SMail.Quickstart;

/// <summary>How the sample prints: headings, lines, pairs. Colours only where somebody looks.</summary>
internal static class Screen
{
    private static readonly bool Coloured = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;

    public static void Heading(string text)
    {
        Console.WriteLine();
        Console.WriteLine(Paint("1;36", text));
    }

    public static void Say(string text) => Console.WriteLine($"  {text}");

    public static void Pair(string name, string value) => Console.WriteLine($"  {Paint("2", name.PadRight(12))} {Printable(value)}");

    public static void Good(string text) => Console.WriteLine($"  {Paint("32", "ok")}  {Printable(text)}");

    public static void Error(string text) => Console.Error.WriteLine($"{(Console.IsErrorRedirected ? "error:" : "\e[31merror:\e[0m")} {Printable(text)}");

    /// <summary>Bytes as hex and as text, some lines of them.</summary>
    public static void Dump(ReadOnlySpan<byte> bytes, int lines)
    {
        for (var line = 0; line < lines && line * 16 < bytes.Length; line++)
        {
            var part = bytes[(line * 16)..Math.Min(bytes.Length, (line + 1) * 16)];
            var text = new StringBuilder();
            foreach (var b in part)
                text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
            Console.WriteLine($"    {Paint("2", Convert.ToHexStringLower(part).PadRight(32))}  {text}");
        }
    }

    /// <summary>Mail is written by strangers: control characters must not reach the terminal.</summary>
    private static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format ? "?" : rune.ToString()));

    private static string Paint(string code, string text) => Coloured ? $"\e[{code}m{text}\e[0m" : text;
}
