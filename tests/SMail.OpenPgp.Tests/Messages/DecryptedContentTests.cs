using System.Diagnostics;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>Where the plaintext is held, and what its stream can do.</summary>
public sealed class DecryptedContentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Property(MaxTest = 30)]
    public async Task Content_reads_the_same_from_memory_and_from_the_spool(NonNegativeInt[] seeks, bool spooled, bool compressed)
    {
        var plaintext = RandomNumberGenerator.GetBytes(200_000);
        var literal = Crafted.Literal(plaintext);
        var message = await Crafted.SealAsync(compressed ? Crafted.Compressed(2, literal) : literal, TestKeys.Bob.Certificate);
        using var decrypted = await Pgp.DecryptAsync(new MemoryStream(message), new() { Keys = [TestKeys.Bob], MaxMemoryBytes = spooled ? 10_000 : 1 << 20 }, Token);
        Assert.Equal(spooled, decrypted.Content is not UnmanagedMemoryStream);
        Assert.True(decrypted.Content is { CanSeek: true, CanRead: true, CanWrite: false, Position: 0 });
        Assert.Equal(plaintext.Length, decrypted.Content.Length);
        foreach (var seek in seeks.Take(5))
        {
            var position = (int)(seek.Get * 7919L % plaintext.Length);
            decrypted.Content.Position = position;
            var piece = new byte[Math.Min(100, plaintext.Length - position)];
            await decrypted.Content.ReadExactlyAsync(piece, Token);
            Assert.Equal(plaintext[position..(position + piece.Length)], piece);
        }
        decrypted.Content.Seek(0, SeekOrigin.Begin);
        using var whole = new MemoryStream();
        await decrypted.Content.CopyToAsync(whole, Token);
        Assert.Equal(plaintext, whole.ToArray());
        Assert.Equal(0, decrypted.Content.Read(new byte[1]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Content_that_outgrows_its_message_is_kept_in_memory_up_to_the_limit_and_no_further(int room)
    {
        var plaintext = Enumerable.Repeat(RandomNumberGenerator.GetBytes(10_000), 15).SelectMany(b => b).ToArray();
        var message = await Crafted.SealAsync(Crafted.Compressed(2, Crafted.Literal(plaintext)), TestKeys.Bob.Certificate);
        Assert.True(message.Length < 20_000);
        using var decrypted = await Pgp.DecryptAsync(new MemoryStream(message), new() { Keys = [TestKeys.Bob], MaxMemoryBytes = plaintext.Length + room }, Token);
        Assert.Equal(room >= 0, decrypted.Content is UnmanagedMemoryStream);
        using var whole = new MemoryStream();
        await decrypted.Content.CopyToAsync(whole, Token);
        Assert.Equal(plaintext, whole.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_disposal_nothing_can_be_read(bool spooled)
    {
        var message = await Mail.EncryptAsync(new byte[50_000], null, TestKeys.Bob.Certificate);
        var decrypted = await Pgp.DecryptAsync(new MemoryStream(message), new() { Keys = [TestKeys.Bob], MaxMemoryBytes = spooled ? 100 : 1 << 20 }, Token);
        var content = decrypted.Content;
        decrypted.Dispose();
        decrypted.Dispose();
        Assert.Throws<ObjectDisposedException>(() => content.ReadByte());
    }

    [Fact]
    public async Task The_spool_holds_ciphertext_is_private_and_goes_away()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at open files by /proc.");
        var marker = RandomNumberGenerator.GetBytes(32);
        byte[] plaintext = [.. marker, .. new byte[300_000]];
        var message = await Mail.EncryptAsync(plaintext, null, TestKeys.Bob.Certificate);
        var before = OpenFiles();
        string spool;
        using (var decrypted = await Pgp.DecryptAsync(new MemoryStream(message), new() { Keys = [TestKeys.Bob], MaxMemoryBytes = 1000 }, Token))
        {
            spool = Assert.Single(OpenFiles().Except(before), path => path.StartsWith(Path.GetTempPath(), StringComparison.Ordinal) && new FileInfo(path).Length >= 300_000);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(spool));
            Assert.Equal(-1, (await ReadByAnotherProcessAsync(spool)).AsSpan().IndexOf(marker));
        }
        Assert.False(File.Exists(spool));
    }

    [Fact]
    public async Task A_message_that_fails_leaves_no_spool_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at open files by /proc.");
        var message = await Mail.EncryptAsync(new byte[777_777], null, TestKeys.Bob.Certificate);
        message[^1] ^= 1;
        await Mail.RefusalAsync(message, new() { Keys = [TestKeys.Bob], MaxMemoryBytes = 1000 });
        Assert.DoesNotContain(OpenFiles(), path => File.Exists(path) && new FileInfo(path).Length is > 777_700 and < 778_700);
    }

    /// <summary>This process holds the file locked.</summary>
    private static async Task<byte[]> ReadByAnotherProcessAsync(string path)
    {
        using var cat = Process.Start(new ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        await cat.StandardOutput.BaseStream.CopyToAsync(output, Token);
        Assert.True(output.Length >= 300_000);
        return output.ToArray();
    }

    private static HashSet<string> OpenFiles() =>
        [.. Directory.GetFiles("/proc/self/fd").Select(f => new FileInfo(f).LinkTarget).OfType<string>()];
}
