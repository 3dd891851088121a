using System.Security.Cryptography;
using System.Text;
using SMail.Sdk.Transport.Smtp.Sending;

namespace SMail.Sdk.Transport.Smtp.Signing;

/// <summary>Makes DKIM-Signature fields over the very bytes that leave (RFC 6376; RFC 8463), which MimeKit's signer would write anew first.</summary>
/// <remarks>Relaxed both ways. No time and no expiry: a message that is tried again has the same bytes.</remarks>
internal static class DkimSigner
{
    private const int MaxRepeats = 10;
    private const int LineLength = 72;

    // Each is named once more than it occurs, so that nobody can add another (section 8.15).
    private static readonly string[] Signed =
        ["from", "to", "cc", "subject", "date", "message-id", "reply-to", "sender", "in-reply-to", "references", "mime-version", "content-type", "content-transfer-encoding"];

    /// <summary>The fields, one per key; null when this is no message to sign: it has not exactly one From field, or others too often.</summary>
    public static byte[]? Sign(string domain, IReadOnlyList<DkimKey> keys, Survey survey)
    {
        var header = survey.Header;
        var fields = HeaderFields.Find(header);
        if (fields.Count(field => field.Name == "from") != 1 || Signed.Any(name => fields.Count(field => field.Name == name) > MaxRepeats))
            return null;
        var bodyHash = Convert.ToBase64String(survey.HashBody());
        var signedFields = new List<byte>();
        var names = new List<string>();
        foreach (var name in Signed)
        {
            names.Add(name);
            // The last first (section 5.4.2).
            foreach (var (_, place) in fields.Where(field => field.Name == name).Reverse())
            {
                names.Add(name);
                signedFields.AddRange(HeaderFields.Relax(header[place]));
                signedFields.AddRange("\r\n"u8);
            }
        }

        return [.. keys.SelectMany(key => Sign(key, domain, names, bodyHash, signedFields))];
    }

    /// <summary>The newest key of each algorithm that has begun.</summary>
    public static IReadOnlyList<DkimKey> Choose(IReadOnlyList<DkimKey> keys, DateTimeOffset now) =>
        [.. keys.Where(key => key.NotBefore <= now).GroupBy(key => key.Algorithm).Select(group => group.MaxBy(key => key.NotBefore)!)];

    private static byte[] Sign(DkimKey key, string domain, List<string> names, string bodyHash, List<byte> signedFields)
    {
        var field = new StringBuilder($"DKIM-Signature: v=1; a={key.Algorithm}; c=relaxed/relaxed; d={domain};\r\n\ts={key.Selector}; h=");
        Fold(field, names.Select((name, index) => index == 0 ? name : ":" + name));
        field.Append(";\r\n\tbh=").Append(bodyHash).Append(";\r\n\tb=");
        var hash = SHA256.HashData([.. signedFields, .. HeaderFields.Relax(Encoding.ASCII.GetBytes(field.ToString()))]);
        Fold(field, Convert.ToBase64String(key.Sign(hash)).Chunk(8).Select(chunk => new string(chunk)));
        return Encoding.ASCII.GetBytes(field.Append("\r\n").ToString());
    }

    private static void Fold(StringBuilder field, IEnumerable<string> words)
    {
        var line = 24;
        foreach (var word in words)
        {
            if (line + word.Length > LineLength)
            {
                field.Append("\r\n\t");
                line = 1;
            }

            field.Append(word);
            line += word.Length;
        }
    }
}
