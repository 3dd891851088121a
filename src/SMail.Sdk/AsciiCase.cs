namespace SMail.Sdk;

/// <summary>Lower case for A-Z and nothing else: no culture, no folding of other scripts into ASCII.</summary>
internal static class AsciiCase
{
    /// <summary>The text with A-Z in lower case.</summary>
    public static string ToLower(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
    });
}
