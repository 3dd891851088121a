using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>Bytes that a seed makes, so that a failure shows two numbers and not the bytes.</summary>
public sealed record Content(int Size, int Seed)
{
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        new Random(Seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Text of few different characters: those that text signatures and cleartext messages treat in their own way.</summary>
    public string ToText() => new(new Random(Seed).GetItems("ab- \t\r\n\n=:F\u00E4".ToCharArray(), Size));
}

/// <summary>The sizes in which a stream hands out its bytes, over and over.</summary>
public sealed record Pieces(int[] Sizes)
{
    public Stream Over(byte[] bytes, bool seekable) => seekable ? new MemoryStream(bytes, writable: false) : new TrickleStream(bytes, Sizes);

    /// <summary>Reads a stream to its end in these pieces; what was read before an error is in the target.</summary>
    public async Task ReadAsync(Stream source, MemoryStream target)
    {
        var buffer = new byte[Sizes.Append(1).Max()];
        for (var i = 0; ; i++)
        {
            var size = Sizes.Length == 0 ? buffer.Length : Sizes[i % Sizes.Length];
            var count = await source.ReadAsync(buffer.AsMemory(0, size), TestContext.Current.CancellationToken);
            if (count == 0)
                return;
            target.Write(buffer, 0, count);
        }
    }

    public override string ToString() => $"Pieces [{string.Join(", ", Sizes)}]";
}
