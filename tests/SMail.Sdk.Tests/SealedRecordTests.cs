using System.Text.Json;
using FsCheck.Xunit;

namespace SMail.Sdk.Tests;

public sealed class SealedRecordTests
{
    private static readonly byte[] Smallest = Convert.FromHexString("01" + "00000000" + new string('0', 24) + new string('0', 32));

    [Fact]
    public void It_crosses_as_base64_and_comes_back_equal()
    {
        var record = SealedRecord.Parse(Smallest);
        var json = JsonSerializer.Serialize(record);
        Assert.Equal($"\"{Convert.ToBase64String(Smallest)}\"", json);
        Assert.Equal(record, JsonSerializer.Deserialize<SealedRecord>(json));
        Assert.Equal("sealed record, 33 bytes", record.ToString());
    }

    [Fact]
    public void It_keeps_a_copy()
    {
        var bytes = Smallest.ToArray();
        var record = SealedRecord.Parse(bytes);
        bytes[0] = 9;
        Assert.Equal(1, record.Bytes.Span[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("02000000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("01ffffffff00000000000000000000000000000000000000000000000000000000")]
    [InlineData("01000000010000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000004000000010000000000000000000000000000000000000000000000000000000000")]
    public void Anything_else_is_refused(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(SMailError.InvalidRequest, Assert.Throws<SMailException>(() => SealedRecord.Parse(bytes)).Code);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SealedRecord>($"\"{Convert.ToBase64String(bytes)}\""));
    }

    [Fact]
    public void A_cut_record_is_refused() =>
        Assert.All(Enumerable.Range(0, Smallest.Length), n => Assert.Throws<SMailException>(() => SealedRecord.Parse(Smallest.AsMemory(..n))));

    [Theory]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("\"%\"")]
    [InlineData("\"\"")]
    public void Other_JSON_is_refused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SealedRecord>(json));

    [Fact]
    public void Size_and_header_are_limited()
    {
        var largest = new byte[SealedRecord.MaxBytes + 1];
        largest[0] = 1;
        Assert.Equal(SealedRecord.MaxBytes, SealedRecord.Parse(largest.AsMemory(..^1)).Bytes.Length);
        Assert.Throws<SMailException>(() => SealedRecord.Parse(largest));
        var header = new LengthPrefixed().Add(new byte[1000]);
        byte[] wide = [1, .. new LengthPrefixed().Add(header.Written).Written, .. new byte[28]];
        Assert.Throws<SMailException>(() => SealedRecord.Parse(wide));
    }

    [Property]
    public bool Hostile_bytes_are_parsed_or_refused(byte[] tail)
    {
        byte[] bytes = [1, .. tail];
        try
        {
            return SealedRecord.Parse(bytes).Bytes.Span.SequenceEqual(bytes);
        }
        catch (SMailException e)
        {
            return e.Code == SMailError.InvalidRequest;
        }
    }
}
