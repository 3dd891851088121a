using MimeKit;
using SMail.Sdk.Messages;

namespace SMail.Sdk.Tests.Messages;

/// <summary>Attached files are written by the platform's base64, and must look as MimeKit writes them.</summary>
public sealed class Base64PartTests
{
    private static readonly FormatOptions Dos = Format();

    public static TheoryData<int> Sizes() => [.. Enumerable.Range(0, 200), 57 * 64 - 1, 57 * 64, 57 * 64 + 1, 57 * 128, 100_000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task It_is_written_as_the_library_writes_it(int size)
    {
        var file = new byte[size];
        new System.Random(size).NextBytes(file);
        var theirs = new MimePart("application", "pdf")
        {
            FileName = "minutes.pdf",
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = "minutes.pdf" },
            ContentTransferEncoding = ContentEncoding.Base64,
            Content = new MimeContent(new MemoryStream(file)),
        };
        var ours = new Base64Part(new ContentType("application", "pdf"), "minutes.pdf", file);
        Assert.Equal(Write(theirs), Write(ours));
        Assert.Equal(Write(theirs), await WriteAsync(ours));

        Assert.Equal(Write(Mixed(theirs)), Write(Mixed(ours)));
    }

    [Fact]
    public async Task Writing_is_ended_by_its_caller()
    {
        var part = new Base64Part(new ContentType("application", "pdf"), "minutes.pdf", new byte[1000]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => part.WriteToAsync(Dos, Stream.Null, false, new CancellationToken(canceled: true)));
    }

    private static Multipart Mixed(MimeEntity first) => new("mixed", first, new TextPart("plain") { Text = "After it." }) { Boundary = "border" };

    private static byte[] Write(MimeEntity part)
    {
        using var stream = new MemoryStream();
        part.WriteTo(Dos, stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    private static async Task<byte[]> WriteAsync(MimeEntity part)
    {
        using var stream = new ZeroingStream();
        await part.WriteToAsync(Dos, stream, TestContext.Current.CancellationToken);
        return stream.Written.ToArray();
    }

    private static FormatOptions Format()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        return format;
    }
}
