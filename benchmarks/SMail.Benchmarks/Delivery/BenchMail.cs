using System.Security.Cryptography;
using System.Text;
using SMail.Sdk.Server;

namespace SMail.Benchmarks.Delivery;

/// <summary>A text mail of about 10 KiB.</summary>
internal static class BenchMail
{
    public static byte[] Bytes { get; } = Make();

    /// <summary>As the server half gives it to a transport: in pieces, each zeroed when the next is asked for.</summary>
    public static async IAsyncEnumerable<OpenMessage> PiecesAsync()
    {
        await ValueTask.CompletedTask;
        for (var start = 0; start < Bytes.Length; start += OpenMessage.PieceBytes)
        {
            using var piece = new OpenMessage(Bytes.AsSpan(start, Math.Min(OpenMessage.PieceBytes, Bytes.Length - start)));
            yield return piece;
        }
    }

    private static byte[] Make()
    {
        var text = new StringBuilder("From: alice@s-mail.test\r\nTo: ann@out.test\r\nDate: Thu, 01 Jan 2026 00:00:00 +0000\r\nMessage-ID: <1@s-mail.test>\r\nSubject: Minutes\r\nMIME-Version: 1.0\r\n")
            .Append("Content-Type: text/plain; charset=us-ascii\r\n\r\n");
        while (text.Length < 10 * 1024)
            text.Append(Convert.ToBase64String(RandomNumberGenerator.GetBytes(54))).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
