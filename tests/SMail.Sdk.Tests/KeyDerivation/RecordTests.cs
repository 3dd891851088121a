using FsCheck.Xunit;
using SMail.Sdk.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

public sealed class RecordTests
{
    private static readonly RecordHeader Header = new(Samples.Account, "pin", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), 1);

    [Property(MaxTest = 100)]
    public bool What_is_sealed_opens(byte[] plaintext, Guid id, ulong version, bool state)
    {
        var header = Header with { RecordId = id, Version = version | 1 };
        var purpose = state ? RecordPurpose.State : RecordPurpose.SecretKeys;
        using var key = AccountKey.Generate();
        var record = SealedRecord.Parse(key.SealRecord(purpose, header, plaintext).Bytes);
        using var opened = key.OpenRecord(purpose, RecordHeader.Parse(record), record);
        return opened.Span.SequenceEqual(plaintext) && RecordHeader.Parse(record) == header;
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_refused()
    {
        using var key = AccountKey.Generate();
        var record = key.SealRecord(RecordPurpose.Records, Header, [1, 2, 3]);
        for (var bit = 0; bit < record.Bytes.Length * 8; bit++)
        {
            var at = bit;
            Assert.True(Samples.ErrorOf(() => key.OpenRecord(RecordPurpose.Records, Header, Samples.Flip(record, at)))
                is SMailError.KeysDamaged or SMailError.InvalidRequest, $"bit {bit}");
        }
    }

    [Fact]
    public void Another_header_purpose_or_key_is_refused()
    {
        using var key = AccountKey.Generate();
        using var other = AccountKey.Generate();
        var record = key.SealRecord(RecordPurpose.Records, Header, [1]);
        foreach (var header in new[]
        {
            Header with { Account = default }, Header with { Kind = "draft" }, Header with { RecordId = Guid.Empty }, Header with { Version = 2 },
        })
            Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => key.OpenRecord(RecordPurpose.Records, header, record)));
        Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => key.OpenRecord(RecordPurpose.State, Header, record)));
        Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => key.OpenRecord(RecordPurpose.SecretKeys, Header, record)));
        Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => other.OpenRecord(RecordPurpose.Records, Header, record)));
    }

    [Fact]
    public void Sealing_twice_gives_other_bytes()
    {
        using var key = AccountKey.Generate();
        Assert.NotEqual(key.SealRecord(RecordPurpose.Records, Header, [1]), key.SealRecord(RecordPurpose.Records, Header, [1]));
    }

    [Fact]
    public void The_largest_record_fits_and_one_byte_more_does_not()
    {
        using var key = AccountKey.Generate();
        var room = SealedRecord.MaxBytes - key.SealRecord(RecordPurpose.Records, Header, []).Bytes.Length;
        Assert.Equal(SealedRecord.MaxBytes, key.SealRecord(RecordPurpose.Records, Header, new byte[room]).Bytes.Length);
        Assert.Equal(SMailError.MessageTooLarge, Samples.ErrorOf(() => key.SealRecord(RecordPurpose.Records, Header, new byte[room + 1])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Pin")]
    [InlineData("a b")]
    public void A_malformed_header_is_not_written(string kind)
    {
        using var key = AccountKey.Generate();
        Assert.Throws<ArgumentException>(() => key.SealRecord(RecordPurpose.Records, Header with { Kind = kind }, []));
        Assert.Throws<ArgumentException>(() => key.SealRecord(RecordPurpose.Records, Header with { Version = 0 }, []));
    }

    [Fact]
    public void A_wrap_is_no_record()
    {
        using var kek = Samples.Key();
        using var key = AccountKey.Generate();
        Assert.Equal(SMailError.KeysDamaged, Samples.ErrorOf(() => RecordHeader.Parse(kek.Wrap(key, Samples.Header))));
    }
}
