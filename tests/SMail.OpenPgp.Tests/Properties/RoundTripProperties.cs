using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>How a message is made and read.</summary>
public sealed record Shape(bool Signed, bool AsText, bool Armored, bool Hidden, bool SeekableIn, bool SeekableOut, bool Spooled, bool Version6Companion);

/// <summary>Whatever goes in comes out: every algorithm, key version, kind of body, size, and cut of the streams.</summary>
public sealed class RoundTripProperties
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Hunt(100)]
    public async Task An_encrypted_message_comes_back(AnyKeyName name, AnyKeyName signer, BodyKind kind, Content content, Shape shape, Pieces pieces)
    {
        // Elgamal does not go with version 2 of the encrypted packet (RFC 9580, section 5.1.4).
        var version1 = kind == BodyKind.Version1 || name.Family == "DSA";
        var companion = KeyPool.Companion(version1 ? BodyKind.Version1 : kind, shape.Version6Companion);
        var plaintext = content.ToBytes();
        var message = await EncryptAsync(plaintext, pieces, shape, new()
        {
            Recipients = [name.Key.Certificate, companion.Certificate],
            Signers = shape.Signed ? [signer.Key, name.Key] : [],
        });
        foreach (var key in (SecretKey[])[name.Key, companion])
        {
            var options = new DecryptOptions { Keys = [key], Certificates = [signer.Key.Certificate, name.Key.Certificate], MaxMemoryBytes = shape.Spooled ? 1000 : 1 << 20 };
            AssertRead(await Reading.DecryptAsync(pieces.Over(message, shape.SeekableOut), options, pieces));
            if (!version1)
                AssertRead(await Reading.StreamAsync(pieces.Over(message, shape.SeekableOut), options, pieces));
        }

        void AssertRead(Reading reading)
        {
            Assert.True(reading.IsWhole);
            Assert.True(plaintext.AsSpan().SequenceEqual(reading.Content));
            Assert.Equal(shape.Signed ? [SignatureStatus.Good, SignatureStatus.Good] : [], reading.Verdicts!.Select(v => v.Status));
            Assert.All(reading.Verdicts!, v => Assert.Equal([name.Key.Certificate.Fingerprint, companion.Certificate.Fingerprint], v.IntendedRecipients));
        }
    }

    /// <summary>Also those that are read but never chosen for writing.</summary>
    [Hunt(60)]
    public async Task Every_suite_with_chunks_of_every_size_comes_back(byte cipher, byte aead, byte chunk, Content content, Pieces pieces)
    {
        var suite = new AeadSuite((CipherId)(7 + (cipher % 3)), (AeadId)(1 + (aead % 3)));
        var message = await Target.SealAsync(Crafted.Literal(content.ToBytes()), suite, (byte)(chunk % 17));
        foreach (var reading in (Reading[])[await Reading.DecryptAsync(pieces.Over(message, false), Target.Options, pieces), await Reading.StreamAsync(pieces.Over(message, false), Target.Options, pieces)])
        {
            Assert.True(reading.IsWhole);
            Assert.True(content.ToBytes().AsSpan().SequenceEqual(reading.Content));
        }
    }

    /// <summary>A few, for deriving a key from a password is slow on purpose.</summary>
    [Hunt(6)]
    public async Task A_password_opens_too(AnyKeyName name, bool isVersion2, bool withRecipient, Content content, Shape shape, Pieces pieces)
    {
        var plaintext = content.ToBytes();
        byte[] password = [.. "pass"u8, (byte)content.Seed];
        var companion = KeyPool.Companion(isVersion2 && name.Family != "DSA" ? BodyKind.Ocb256 : BodyKind.Version1, shape.Version6Companion);
        var message = await EncryptAsync(plaintext, pieces, shape, new()
        {
            Recipients = withRecipient ? [name.Key.Certificate, companion.Certificate] : [],
            Passwords = [password],
            Signers = shape.Signed ? [name.Key] : [],
            Profile = isVersion2 ? OpenPgpProfile.Rfc9580 : OpenPgpProfile.Compatible,
        });
        var reading = await Reading.DecryptAsync(pieces.Over(message, shape.SeekableOut), new() { Passwords = [password], Certificates = [name.Key.Certificate] }, pieces);
        Assert.True(plaintext.AsSpan().SequenceEqual(reading.Content));
        Assert.Equal(shape.Signed ? [SignatureStatus.Good] : [], reading.Verdicts!.Select(v => v.Status));
    }

    [Hunt(60)]
    public async Task A_signed_message_comes_back(AnyKeyName name, AnyKeyName other, Content content, Shape shape, Pieces pieces)
    {
        var data = content.ToBytes();
        var options = new SignOptions { Signers = [name.Key, other.Key], AsText = shape.AsText, Armor = shape.Armored };
        var trusted = new VerifyOptions { Certificates = [name.Key.Certificate, other.Key.Certificate] };
        using var message = new MemoryStream();
        await Pgp.SignInlineAsync(pieces.Over(data, shape.SeekableIn), message, options, Token);
        var reading = await Reading.VerifyInlineAsync(pieces.Over(message.ToArray(), shape.SeekableOut), trusted, pieces);
        Assert.True(data.AsSpan().SequenceEqual(reading.Content));
        Assert.Equal([SignatureStatus.Good, SignatureStatus.Good], reading.Verdicts!.Select(v => v.Status));
        var detached = await Pgp.SignDetachedAsync(pieces.Over(data, shape.SeekableIn), options, Token);
        var verdicts = await Pgp.VerifyDetachedAsync(pieces.Over(data, shape.SeekableOut), detached, trusted, Token);
        Assert.Equal([SignatureStatus.Good, SignatureStatus.Good], verdicts.Select(v => v.Status));
    }

    /// <summary>What is shown is what was written, but for spaces at ends of lines and how these are written.</summary>
    [Hunt(100)]
    public async Task A_text_with_a_signature_below_comes_back(AnyKeyName name, Content content, Shape shape, Pieces pieces)
    {
        var text = (content with { Size = content.Size % 5000 }).ToText();
        using var message = new MemoryStream();
        await Pgp.SignCleartextAsync(pieces.Over(System.Text.Encoding.UTF8.GetBytes(text), shape.SeekableIn), message, new() { Signers = [name.Key] }, Token);
        var reading = await Reading.VerifyInlineAsync(pieces.Over(message.ToArray(), shape.SeekableOut), new() { Certificates = [name.Key.Certificate] }, pieces);
        Assert.Equal([SignatureStatus.Good], reading.Verdicts!.Select(v => v.Status));
        Assert.Equal(string.Join('\n', text.Split('\n').Select(line => line.TrimEnd(' ', '\t', '\r'))), System.Text.Encoding.UTF8.GetString(reading.Content));
    }

    private static async Task<byte[]> EncryptAsync(byte[] plaintext, Pieces pieces, Shape shape, EncryptOptions options)
    {
        using var message = new MemoryStream();
        await Pgp.EncryptAsync(pieces.Over(plaintext, shape.SeekableIn), message, options with { AsText = shape.AsText, Armor = shape.Armored, HidesRecipients = shape.Hidden }, Token);
        return message.ToArray();
    }
}
