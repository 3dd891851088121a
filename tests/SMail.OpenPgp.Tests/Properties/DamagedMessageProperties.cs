using SMail.OpenPgp.Packets;
using SMail.OpenPgp.Primitives;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>Whatever is done to an encrypted message, out comes what went in or nothing.</summary>
public sealed class DamagedMessageProperties
{
    /// <summary>Some damage does no harm: to the text around armor, to another's key packet, to one that is there twice.</summary>
    [Hunt(400)]
    public async Task A_damaged_message_gives_the_true_plaintext_or_none(Message target, Damage damage, Pieces pieces, bool seekable)
    {
        var damaged = damage.Apply(target.Of.Bytes);
        var reading = await Reading.DecryptAsync(pieces.Over(damaged, seekable), Target.Options);
        var streamed = await Reading.StreamAsync(pieces.Over(damaged, seekable), Target.Options, pieces);
        Assert.True(target.Of.Plaintext.AsSpan().StartsWith(streamed.Content));
        foreach (var one in (Reading[])[reading, streamed])
        {
            if (!one.IsWhole)
                continue;
            Assert.True(target.Of.Plaintext.AsSpan().SequenceEqual(one.Content));
            Assert.All(one.Verdicts!, v => Assert.Equal(SignatureStatus.Good, v.Status));
        }
        Assert.True(reading.IsWhole || !streamed.IsWhole);
    }

    /// <summary>Left out, twice, or in another order: only the sequence that was sent is read.</summary>
    [Hunt(150)]
    public async Task No_other_sequence_of_the_chunks_is_read(int[] picks, bool keepsLast, bool keepsRest)
    {
        const int SealedChunk = 64 + AeadCipher.TagSize;
        var packets = Packet.ReadAll(Array.Find(Target.Messages, t => t.Name == "OCB, small chunks")!.Bytes);
        var body = packets[1].Body.ToArray();
        var (start, last) = (body[..Seipd2Header.Size], body[^AeadCipher.TagSize..]);
        var chunks = body[start.Length..^last.Length].Chunk(SealedChunk).ToList();
        List<byte[]> picked = [.. picks.Select(p => chunks[(int)((uint)p % chunks.Count)])];
        if (keepsRest)
            picked.InsertRange(0, chunks);
        byte[] changed = [.. start, .. picked.SelectMany(c => c), .. keepsLast ? last : []];
        if (changed.AsSpan().SequenceEqual(body))
            return;
        byte[] message = [.. Packet.ToArray(packets[0].Type, packets[0].Body.Span), .. Packet.ToArray(packets[1].Type, changed)];
        Assert.False((await Reading.DecryptAsync(new MemoryStream(message), Target.Options)).IsWhole);
        var streamed = await Reading.StreamAsync(new MemoryStream(message), Target.Options);
        Assert.False(streamed.IsWhole);
        Assert.True(new Content(700, 1).ToBytes().AsSpan().StartsWith(streamed.Content));
    }

    /// <summary>A sender may put anything inside. Both ways of reading say the same of it, and nothing else than what was signed is called good.</summary>
    [Hunt(400)]
    public async Task A_damaged_inside_is_never_good_over_other_bytes(Inside target, Damage damage, Pieces pieces, bool spooled)
    {
        var inside = damage.Apply(target.Of.Bytes);
        var options = Target.Options with { MaxMemoryBytes = spooled ? 100 : 1 << 20 };
        var version1 = await Reading.DecryptAsync(pieces.Over(await Crafted.SealAsync(inside, TestKeys.Dora.Certificate), false), options, pieces);
        var message = await Target.SealAsync(inside, AeadSuite.Mandatory, 3);
        var version2 = await Reading.DecryptAsync(pieces.Over(message, false), options, pieces);
        var streamed = await Reading.StreamAsync(pieces.Over(message, false), options, pieces);
        foreach (var one in (Reading[])[version1, version2, streamed])
        {
            Assert.Equal(version1.Verdicts?.Select(v => (v.Status, v.Signer, v.Created)), one.Verdicts?.Select(v => (v.Status, v.Signer, v.Created)));
            Assert.True(!one.IsWhole || one.Content.AsSpan().SequenceEqual(version1.Content));
            Assert.True(!one.HasGood || one.Content.AsSpan().SequenceEqual(target.Of.Plaintext));
        }
    }
}
