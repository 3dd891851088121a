namespace SMail.OpenPgp.Tests.Support;

/// <summary>The engine's verbs over byte arrays.</summary>
internal static class Mail
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<byte[]> EncryptAsync(byte[] plaintext, SecretKey? signer, params Certificate[] recipients)
    {
        using var output = new MemoryStream();
        await Pgp.EncryptAsync(new MemoryStream(plaintext), output, new() { Recipients = recipients, Signers = signer is null ? [] : [signer] }, Token);
        return output.ToArray();
    }

    internal static async Task<(IReadOnlyList<KeyPacket> Keys, byte[] Body)> EncryptBodyAsync(byte[] plaintext, EncryptOptions options)
    {
        using var output = new MemoryStream();
        var keys = await Pgp.EncryptBodyAsync(new MemoryStream(plaintext), output, options, Token);
        return (keys, output.ToArray());
    }

    internal static Task<(byte[] Plaintext, IReadOnlyList<SignatureVerdict> Signatures)> DecryptAsync(byte[] message, SecretKey key, params Certificate[] certificates) =>
        DecryptAsync(message, new DecryptOptions { Keys = [key], Certificates = certificates });

    internal static async Task<(byte[] Plaintext, IReadOnlyList<SignatureVerdict> Signatures)> DecryptAsync(byte[] message, DecryptOptions options)
    {
        using var decrypted = await Pgp.DecryptAsync(new MemoryStream(message), options, Token);
        using var plaintext = new MemoryStream();
        await decrypted.Content.CopyToAsync(plaintext, Token);
        return (plaintext.ToArray(), decrypted.Signatures);
    }

    /// <summary>The code with which a message is refused.</summary>
    internal static async Task<OpenPgpError> RefusalAsync(byte[] message, DecryptOptions options)
    {
        var refusal = await Assert.ThrowsAsync<OpenPgpException>(() => DecryptAsync(message, options));
        return refusal.Code;
    }
}
