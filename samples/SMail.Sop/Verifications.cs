using System.Globalization;
using System.Text;
using System.Text.Json;
using SMail.OpenPgp;

namespace SMail.Sop;

/// <summary>Which signatures count, and the line the draft has for each.</summary>
/// <param name="Certificates">Whose signatures.</param>
/// <param name="NotBefore">Made then or later; null for now.</param>
/// <param name="NotAfter">Made then or earlier; null for now.</param>
internal sealed record Verifications(Certificates Certificates, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter)
{
    internal static Verifications Read(IReadOnlyList<string> certificates, string? notBefore, string? notAfter) =>
        new(Certificates.Read(certificates), Dates.Parse(notBefore ?? Dates.Unlimited, DateTimeOffset.MinValue), Dates.Parse(notAfter ?? Dates.Now, DateTimeOffset.MaxValue));

    /// <summary>A line per good signature; empty when there is none.</summary>
    internal string Lines(IEnumerable<SignatureVerdict> verdicts) => string.Concat(verdicts.Where(Counts).Select(Line));

    /// <exception cref="SopException">None counts.</exception>
    internal string LinesOrFail(IEnumerable<SignatureVerdict> verdicts) =>
        Lines(verdicts) is { Length: > 0 } lines ? lines : throw new SopException(ExitCode.NoSignature, "There is no good signature of these certificates.");

    /// <summary>Now is when all was read: what comes through a pipe may be signed after this program began.</summary>
    private bool Counts(SignatureVerdict verdict)
    {
        var now = TimeProvider.System.GetUtcNow();
        return verdict is { Status: SignatureStatus.Good, Created: { } created } && created >= (NotBefore ?? now) && created <= (NotAfter ?? now);
    }

    private string Line(SignatureVerdict verdict)
    {
        var line = new StringBuilder()
            .Append(verdict.Created!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            .Append(' ').Append(verdict.SigningKey)
            .Append(' ').Append(verdict.Signer!.Fingerprint)
            .Append(verdict.IsText ? " mode:text" : " mode:binary");
        var names = Certificates.NamesOf(verdict.Signer.Fingerprint).Select(name => $"\"{JsonEncodedText.Encode(name)}\"");
        return line.Append(" {\"signers\":[").AppendJoin(',', names).Append("]}\n").ToString();
    }
}
