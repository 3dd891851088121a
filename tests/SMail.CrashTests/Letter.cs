using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SMail.CrashTests;

/// <summary>A message whose text follows from its subject, so that whoever finds it can tell whether it is whole.</summary>
internal static class Letter
{
    /// <summary>Most fit into a row, every fourth is a blob.</summary>
    public static byte[] Write(string subject)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes(subject));
        var length = seed[0] % 4 == 0 ? 70_000 + (seed[1] * 1000) : 200 + (seed[1] * 20);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"From: alice@s-mail.test\r\nTo: bobby@s-mail.test\r\nSubject: {subject}\r\n\r\n");
        for (var block = seed; text.Length < length; block = SHA256.HashData(block))
            text.Append(Convert.ToHexString(block)).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
