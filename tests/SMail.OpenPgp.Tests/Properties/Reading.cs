namespace SMail.OpenPgp.Tests.Properties;

/// <summary>What came out of a message, whichever way it was read; no verdicts where it was refused.</summary>
internal sealed record Reading(byte[] Content, IReadOnlyList<SignatureVerdict>? Verdicts)
{
    internal static readonly Reading Refused = new([], null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal bool IsWhole => Verdicts is not null;

    internal bool HasGood => Verdicts?.Any(v => v.Status == SignatureStatus.Good) == true;

    internal static Task<Reading> DecryptAsync(Stream message, DecryptOptions options, Pieces? pieces = null) => TryAsync(async () =>
    {
        using var decrypted = await Pgp.DecryptAsync(message, options, Token);
        return new(await AllAsync(decrypted.Content, pieces), decrypted.Signatures);
    });

    internal static Task<Reading> VerifyInlineAsync(Stream message, VerifyOptions options, Pieces? pieces = null) => TryAsync(async () =>
    {
        using var verified = await Pgp.VerifyInlineAsync(message, options, Token);
        return new(await AllAsync(verified.Content, pieces), verified.Signatures);
    });

    /// <summary>The one way in which something may come out before the refusal.</summary>
    internal static async Task<Reading> StreamAsync(Stream message, DecryptOptions options, Pieces? pieces = null)
    {
        using var read = new MemoryStream();
        var whole = await TryAsync(async () =>
        {
            using var streamed = await Pgp.DecryptStreamingAsync(message, options, Token);
            await (pieces ?? new([1 << 16])).ReadAsync(streamed.Content, read);
            Assert.True(streamed.IsComplete);
            return new([], streamed.Signatures);
        });
        return whole with { Content = read.ToArray() };
    }

    /// <summary>No other exception than the engine's comes through, and that with a code it knows.</summary>
    private static async Task<Reading> TryAsync(Func<Task<Reading>> read)
    {
        try
        {
            return await read();
        }
        catch (OpenPgpException e)
        {
            Assert.True(Enum.IsDefined(e.Code));
            return Refused;
        }
    }

    private static async Task<byte[]> AllAsync(Stream content, Pieces? pieces)
    {
        using var read = new MemoryStream();
        await (pieces ?? new([1 << 16])).ReadAsync(content, read);
        return read.ToArray();
    }
}
