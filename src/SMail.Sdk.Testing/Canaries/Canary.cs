using System.Globalization;
using System.Text;

namespace SMail.Sdk.Testing.Canaries;

/// <summary>Looks for a secret in bytes, in every form in which it might have been written down.</summary>
public sealed class Canary
{
    private readonly List<(string Form, byte[] Bytes)> forms = [];

    /// <summary>A secret that is text, also looked for in UTF-16, in upper and lower case and backwards.</summary>
    /// <param name="name">What it is called when it is found.</param>
    /// <param name="text">The secret; long enough not to come about by chance.</param>
    public Canary(string name, string text) : this(name, Encoding.UTF8.GetBytes(text))
    {
        Add("UTF-16", Encoding.Unicode.GetBytes(text));
        Add("UTF-16, big end first", Encoding.BigEndianUnicode.GetBytes(text));
        Add("upper case", Encoding.UTF8.GetBytes(text.ToUpperInvariant()));
        Add("lower case", Encoding.UTF8.GetBytes(text.ToLowerInvariant()));
        Add("reversed", [.. Encoding.UTF8.GetBytes(text).Reverse()]);
    }

    /// <summary>A secret that is bytes, looked for as it is, in hex, base64 and quoted-printable.</summary>
    /// <param name="name">What it is called when it is found.</param>
    /// <param name="secret">The secret.</param>
    public Canary(string name, byte[] secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        Name = name;
        Add("as it is", secret);
        Add("hex", Encoding.ASCII.GetBytes(Convert.ToHexString(secret)));
        Add("hex in lower case", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)));
        Add("quoted-printable", Encoding.ASCII.GetBytes(string.Concat(secret.Select(b => char.IsAsciiLetterOrDigit((char)b) ? $"{(char)b}" : string.Create(CultureInfo.InvariantCulture, $"={b:X2}")))));
        foreach (var inner in Base64(secret).ToList())
        {
            Add("base64", inner);
            // System.Text.Json writes the plus sign as an escape.
            Add("base64 in JSON", Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(inner).Replace("+", "\\u002B", StringComparison.Ordinal)));
            Add("base64 for addresses", Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(inner).Replace('+', '-').Replace('/', '_')));
            foreach (var outer in Base64(inner))
                Add("base64 of base64", outer);
        }
    }

    /// <summary>What it is called when it is found.</summary>
    public string Name { get; }

    /// <summary>In which form the secret is there; null when it is not.</summary>
    public string? FindIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var (form, pattern) in forms)
            if (bytes.IndexOf(pattern) >= 0)
                return form;
        return null;
    }

    /// <summary>Where these secrets are among what was recorded, as sentences.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<Recorded> recorded, params IEnumerable<Canary> canaries)
    {
        var found = new List<string>();
        // Lines of base64 and of quoted-printable are broken; without their breaks nothing hides between two of them.
        foreach (var (where, bytes) in recorded)
            foreach (var view in new[] { bytes, [.. bytes.Where(b => b is not ((byte)'\r' or (byte)'\n'))] })
                foreach (var canary in canaries)
                    if (canary.FindIn(view) is { } form)
                        found.Add($"{canary.Name} in {where}, {form}");
        return [.. found.Distinct()];
    }

    private void Add(string form, byte[] bytes) => forms.Add((form, bytes));

    /// <summary>What every base64 text around the secret has in common, for each of the three ways it may be aligned.</summary>
    private static IEnumerable<byte[]> Base64(byte[] secret)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Convert.ToBase64String([.. new byte[shift], .. secret]);
            var (start, end) = (((shift * 8) + 5) / 6, (shift + secret.Length) * 8 / 6);
            yield return Encoding.ASCII.GetBytes(text[start..end]);
        }
    }
}

/// <summary>Some bytes, and where they were.</summary>
public sealed record Recorded(string Where, byte[] Bytes);
