using System.Text;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Options;

public sealed class SecretsFileTests : IDisposable
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);
    private readonly string folder = Directory.CreateTempSubdirectory("smail-secrets-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(folder, "deep", "secrets.json");

    public static TheoryData<string> Malformed() =>
    [
        "", " ", "nonsense", "null", "[]", "{}", "7", "{\"pepper\":null}", "{\"pepper\":{}}", "{\"unknown\":{\"1\":\"AAAA\"}}",
        Write("\"1\":\"AAAA\""), Write("\"1\":null"), Write("\"1\":7"), Write("\"0\":\"KEY\""), Write("\"-1\":\"KEY\""), Write("\"one\":\"KEY\""), Write("\"1\":\"KEY\",\"1\":\"KEY\"", only: "pepper"),
        Write("\"2\":\"KEY\""), Write("\"1\":\"not base64!\""), Write("\"1\":\"KEY\"")[..^2], Write("\"1\":\"KEY\"") + "x",
    ];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task It_is_made_once_and_readable_by_its_owner_alone()
    {
        var provider = new FileServerSecretProvider(File, createIfMissing: true);
        using var first = await provider.LoadAsync(Token);
        var bytes = await global::System.IO.File.ReadAllBytesAsync(File, Token);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, global::System.IO.File.GetUnixFileMode(File));
        using var second = await new FileServerSecretProvider(File, createIfMissing: true).LoadAsync(Token);
        Assert.Equal(bytes, await global::System.IO.File.ReadAllBytesAsync(File, Token));
        AssertSame(first, second);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File)!));
        // Four kinds, 32 bytes each, all different.
        Assert.Equal(4, first.Versions.Select(version => Convert.ToHexString(first.Get(version.Kind, version.Version).Span)).Distinct().Count());
    }

    [Fact]
    public async Task Many_who_start_at_once_get_the_same()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => new FileServerSecretProvider(File, createIfMissing: true).LoadAsync(Token).AsTask(), Token)));
        Assert.All(all, secrets => AssertSame(all[0], secrets));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public async Task A_missing_one_is_not_made_unasked()
    {
        var fault = await Assert.ThrowsAsync<SMailException>(() => new FileServerSecretProvider(File).LoadAsync(Token).AsTask());
        Assert.Equal(SMailError.InvalidOptions, fault.Code);
        Assert.Contains(File, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task One_that_can_not_be_made_says_so()
    {
        await global::System.IO.File.WriteAllTextAsync(Path.Combine(folder, "deep"), "a file where the folder should be", Token);
        foreach (var create in new[] { false, true })
        {
            var fault = await Assert.ThrowsAsync<SMailException>(() => new FileServerSecretProvider(File, create).LoadAsync(Token).AsTask());
            Assert.Equal(SMailError.InvalidOptions, fault.Code);
            Assert.Contains(File, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_one_is_refused_and_not_quoted(string json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await global::System.IO.File.WriteAllTextAsync(File, json, Encoding.UTF8, Token);
        var fault = await Assert.ThrowsAsync<SMailException>(() => new FileServerSecretProvider(File, createIfMissing: true).LoadAsync(Token).AsTask());
        Assert.Equal(SMailError.InvalidOptions, fault.Code);
        Assert.Contains(File, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, fault.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(json, await global::System.IO.File.ReadAllTextAsync(File, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_versions_are_read_and_the_highest_is_the_current_one()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await global::System.IO.File.WriteAllTextAsync(File, Write("\"1\":\"KEY\",\"3\":\"KEY\"").Replace($"\"decoy\":{{\"1\":\"{Key}\",\"3\":\"{Key}\"}}", $"\"decoy\":{{\"1\":\"{Key}\"}}", StringComparison.Ordinal), Token);
        using var secrets = await new FileServerSecretProvider(File).LoadAsync(Token);
        Assert.Equal((3, 1), (secrets.CurrentVersion(ServerSecretKind.Sigma), secrets.CurrentVersion(ServerSecretKind.Decoy)));
        Assert.True(secrets.Has(ServerSecretKind.Pepper, 1) && !secrets.Has(ServerSecretKind.Pepper, 2));
    }

    private static string Write(string versions, string? only = null)
    {
        var full = versions.Replace("KEY", Key, StringComparison.Ordinal);
        string Of(string kind) => $"\"{kind}\":{{{(only is null || only == kind ? full : $"\"1\":\"{Key}\"")}}}";
        return $"{{{Of("pepper")},{Of("sigma")},{Of("decoy")},{Of("outbox")}}}";
    }

    private static void AssertSame(ServerSecrets first, ServerSecrets second)
    {
        Assert.Equal(first.Versions.Order(), second.Versions.Order());
        foreach (var (kind, version) in first.Versions)
            Assert.True(first.Get(kind, version).Span.SequenceEqual(second.Get(kind, version).Span));
    }
}
