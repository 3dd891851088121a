using System.Text;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>No signature is good over other bytes than those it was made over, nor says other things when it is.</summary>
public sealed class DamagedSignatureProperties
{
    private static readonly Content Small = new(700, 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Hunt(300)]
    public async Task A_damaged_signature_is_good_only_where_nothing_signed_was_changed(AnyKeyName name, bool armored, bool asText, Damage damage)
    {
        var data = Small.ToBytes();
        var options = new SignOptions { Signers = [name.Key], Armor = armored, AsText = asText, Notations = [new("a@example.org", "b")] };
        var signature = await Pgp.SignDetachedAsync(new MemoryStream(data), options, Token);
        var created = (await VerifyAsync(data, signature, name))[0].Created;
        foreach (var verdict in await TryVerifyAsync(data, damage.Apply(signature), name))
            AssertSaysTheSame(verdict, name, created, asText);
    }

    [Hunt(200)]
    public async Task A_signature_is_never_good_over_damaged_data(AnyKeyName name, Content content, Damage damage, Pieces pieces)
    {
        var data = (content with { Size = content.Size % 70_000 }).ToBytes();
        var signature = await Pgp.SignDetachedAsync(new MemoryStream(data), new() { Signers = [name.Key] }, Token);
        var damaged = damage.Apply(data);
        var verdicts = await Pgp.VerifyDetachedAsync(pieces.Over(damaged, seekable: false), signature, new() { Certificates = [name.Key.Certificate] }, Token);
        Assert.Equal(damaged.AsSpan().SequenceEqual(data) ? SignatureStatus.Good : SignatureStatus.Bad, Assert.Single(verdicts).Status);
    }

    /// <summary>A text signature does not tell one end of line from another, and nothing else.</summary>
    [Hunt(200)]
    public async Task A_text_signature_is_never_good_over_another_text(AnyKeyName name, Content content, Damage damage)
    {
        var data = Encoding.UTF8.GetBytes((content with { Size = content.Size % 2000 }).ToText());
        var signature = await Pgp.SignDetachedAsync(new MemoryStream(data), new() { Signers = [name.Key], AsText = true }, Token);
        var damaged = damage.Apply(data);
        var verdict = Assert.Single(await VerifyAsync(damaged, signature, name));
        Assert.True(verdict.Status != SignatureStatus.Good || Canonical(damaged).SequenceEqual(Canonical(data)));
    }

    [Hunt(300)]
    public async Task A_damaged_signed_message_is_good_only_with_what_was_signed(AnyKeyName name, AnyKeyName other, bool armored, bool asText, Damage damage, Pieces pieces)
    {
        var data = Small.ToBytes();
        using var message = new MemoryStream();
        await Pgp.SignInlineAsync(pieces.Over(data, seekable: !armored), message, new() { Signers = [name.Key, other.Key], Armor = armored, AsText = asText }, Token);
        var trusted = new VerifyOptions { Certificates = [name.Key.Certificate, other.Key.Certificate] };
        var reading = await Reading.VerifyInlineAsync(pieces.Over(damage.Apply(message.ToArray()), seekable: false), trusted, pieces);
        Assert.True(!reading.HasGood || (asText ? Canonical(reading.Content).SequenceEqual(Canonical(data)) : reading.Content.AsSpan().SequenceEqual(data)));
    }

    [Hunt(200)]
    public async Task A_damaged_text_with_a_signature_below_is_good_only_when_it_shows_what_was_signed(AnyKeyName name, Content content, Damage damage)
    {
        var text = Encoding.UTF8.GetBytes((content with { Size = content.Size % 500 }).ToText());
        using var message = new MemoryStream();
        await Pgp.SignCleartextAsync(new MemoryStream(text), message, new() { Signers = [name.Key] }, Token);
        var trusted = new VerifyOptions { Certificates = [name.Key.Certificate] };
        var shown = await Reading.VerifyInlineAsync(new MemoryStream(message.ToArray()), trusted);
        Assert.True(shown.HasGood);
        var reading = await Reading.VerifyInlineAsync(new MemoryStream(damage.Apply(message.ToArray())), trusted);
        Assert.True(!reading.HasGood || reading.Content.AsSpan().SequenceEqual(shown.Content));
    }

    private static void AssertSaysTheSame(SignatureVerdict verdict, AnyKeyName name, DateTimeOffset? created, bool asText)
    {
        if (verdict.Status != SignatureStatus.Good)
            return;
        Assert.Equal((name.Key.Certificate, created, asText), (verdict.Signer, verdict.Created, verdict.IsText));
        Assert.Equal([new Notation("a@example.org", "b")], verdict.Notations);
        Assert.Empty(verdict.IntendedRecipients);
    }

    private static async Task<IReadOnlyList<SignatureVerdict>> VerifyAsync(byte[] data, byte[] signature, AnyKeyName name) =>
        await Pgp.VerifyDetachedAsync(new MemoryStream(data), signature, new() { Certificates = [name.Key.Certificate] }, Token);

    private static async Task<IReadOnlyList<SignatureVerdict>> TryVerifyAsync(byte[] data, byte[] signature, AnyKeyName name)
    {
        try
        {
            return await VerifyAsync(data, signature, name);
        }
        catch (OpenPgpException e)
        {
            Assert.True(Enum.IsDefined(e.Code));
            return [];
        }
    }

    /// <summary>Every end of line is CR LF (RFC 9580, section 5.2.1.2).</summary>
    private static List<byte> Canonical(byte[] data)
    {
        var canonical = new List<byte>(data.Length);
        foreach (var octet in data)
        {
            if (octet == '\n' && (canonical.Count == 0 || canonical[^1] != '\r'))
                canonical.Add((byte)'\r');
            canonical.Add(octet);
        }
        return canonical;
    }
}
