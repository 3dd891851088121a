using SMail.Sdk.Testing;

namespace SMail.Sdk.Storage.Sqlite.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task A_mail_system_chooses_its_file()
    {
        await using var store = new TemporaryStore(new ManualClock());
        var path = Path.Combine(store.DataFolder!, "chosen.db");
        var options = new SMailOptions().UseSqliteStorage(path, more => more.Durability = SqliteDurability.Normal);
        await using var chosen = options.Storage!(TimeProvider.System);
        Assert.Equal(store.DataFolder, chosen.DataFolder);
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(" ", 1)]
    [InlineData("mail.db", 0)]
    public void Choices_that_make_no_sense_are_refused(string path, int maxBatch) => Assert.ThrowsAny<ArgumentException>(
        () => _ = new SqliteStorage(new SqliteStorageOptions { Path = path, MaxBatch = maxBatch }, TimeProvider.System));
}
