using System.Text.Json;

namespace SMail.Sdk.Tests;

public sealed class LoginProofTests
{
    private static readonly byte[] Bytes = Enumerable.Repeat((byte)0xFB, 32).ToArray();

    [Fact]
    public void It_crosses_as_base64()
    {
        using var proof = LoginProof.FromBytes(Bytes);
        var json = JsonSerializer.Serialize(proof);
        Assert.Equal(Convert.ToBase64String(Bytes), JsonSerializer.Deserialize<string>(json));
        using var back = JsonSerializer.Deserialize<LoginProof>(json)!;
        Assert.Equal(Bytes, back.Span);
    }

    [Fact]
    public void Escapes_in_JSON_are_read()
    {
        var json = $"\"{Convert.ToBase64String(Bytes).Replace("+", "\\u002B", StringComparison.Ordinal)}\"";
        Assert.Contains("\\u002B", json, StringComparison.Ordinal);
        using var proof = JsonSerializer.Deserialize<LoginProof>(json)!;
        Assert.Equal(Bytes, proof.Span);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(1000)]
    public void Another_length_is_refused(int length)
    {
        var bytes = new byte[length];
        Assert.Equal(SMailError.InvalidRequest, Assert.Throws<SMailException>(() => LoginProof.FromBytes(bytes)).Code);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LoginProof>(JsonSerializer.Serialize(bytes)));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("\"!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!\"")]
    [InlineData("\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"")]
    [InlineData("\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA    \"")]
    public void Other_JSON_is_refused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LoginProof>(json));

    [Fact]
    public void Disposing_ends_it()
    {
        var proof = LoginProof.FromBytes(Bytes);
        proof.Dispose();
        Assert.Throws<ObjectDisposedException>(() => JsonSerializer.Serialize(proof));
    }
}
