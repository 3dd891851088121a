using SMail.OpenPgp;
using SMail.Sdk.Accounts;

namespace SMail.Sdk.Tests.Accounts;

public sealed class FileDeviceMemoryTests : IDisposable
{
    private static readonly MailAddress Alice = MailAddress.Parse("Alice@s-mail.test");
    private static readonly MailAddress Bobby = MailAddress.Parse("bobby@s-mail.test");
    private static readonly Fingerprint Key = Fingerprint.Parse(new string('A', 64));
    private readonly string folder = Directory.CreateTempSubdirectory("smail-memory-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(folder, "made", "seen.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task It_remembers_the_highest_version_through_a_restart_and_forgets_when_told()
    {
        using (var memory = new FileDeviceMemory(File))
        {
            Assert.Null(await memory.FindAsync(Alice, Token));
            await Task.WhenAll(Enumerable.Range(1, 20).Select(version => memory.RememberAsync(Alice, new DeviceSight((ulong)version, Key), Token).AsTask()));
            await memory.RememberAsync(Bobby, new DeviceSight(ulong.MaxValue, Key), Token);
        }

        using var again = new FileDeviceMemory(File);
        Assert.Equal(new DeviceSight(20, Key), await again.FindAsync(MailAddress.Parse("alice@s-mail.test"), Token));
        await again.ForgetAsync(Alice, Token);
        Assert.Null(await again.FindAsync(Alice, Token));
        Assert.Equal(new DeviceSight(ulong.MaxValue, Key), await again.FindAsync(Bobby, Token));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("""{"alice@s-mail.test":null}""")]
    [InlineData("""{"alice@s-mail.test":{"stateVersion":1,"key":"short"}}""")]
    public async Task A_damaged_file_is_not_taken_for_an_empty_one(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, content, Token);
        using var memory = new FileDeviceMemory(File);
        Assert.Equal(SMailError.InvalidOptions, await Assertions.ErrorOfAsync(async () => await memory.FindAsync(Alice, Token)));
        Assert.Equal(SMailError.InvalidOptions, await Assertions.ErrorOfAsync(async () => await memory.RememberAsync(Alice, new DeviceSight(1, Key), Token)));
        Assert.Equal(content, await System.IO.File.ReadAllTextAsync(File, Token));
    }
}
