using Microsoft.Data.Sqlite;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>The promise about a stolen database, tried: with every file, log and backup, and the right guess, nothing tells that it is right.</summary>
public sealed class StolenDatabaseTests
{
    private const string Password = "Right-Guess-9c41d7";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_has_the_database_and_no_secret_has_nothing_to_test_a_guess_against()
    {
        using var theft = await Theft.CommitAsync(Password);
        AssertComplete(theft);
        Assert.Empty(await ConfirmAsync([.. theft.Files, .. theft.Given], theft, Password));
    }

    [Fact]
    public async Task Without_sigma_and_with_the_pepper_known_the_oracle_is_found_in_file_log_and_backup()
    {
        using var theft = await Theft.CommitAsync(Password, withoutSigma: true);
        AssertComplete(theft);
        var pepper = PepperOf(theft);
        foreach (var piece in Wholes(theft).Append([.. theft.Given]))
        {
            var found = await ConfirmAsync(piece, theft, Password, pepper);
            foreach (var oracle in new[] { "the verifier under the pepper in ", "C under zeros in ", "K under zeros opens an envelope" })
                Assert.Contains(found, sentence => sentence.StartsWith(oracle, StringComparison.Ordinal));
            // It is one: another guess is not confirmed.
            Assert.Empty(await ConfirmAsync(piece, theft, Password + "!", pepper));
        }
    }

    [Fact]
    public async Task Each_of_the_two_alone_gives_its_own_oracle()
    {
        using var theft = await Theft.CommitAsync(Password);
        var found = await ConfirmAsync(theft.Given, theft, Password, PepperOf(theft));
        Assert.NotEmpty(found);
        Assert.All(found, sentence => Assert.StartsWith("the verifier under the pepper in ", sentence, StringComparison.Ordinal));

        using var withoutSigma = await Theft.CommitAsync(Password, withoutSigma: true);
        found = await ConfirmAsync(withoutSigma.Given, withoutSigma, Password);
        Assert.NotEmpty(found);
        Assert.DoesNotContain(found, sentence => sentence.StartsWith("the verifier", StringComparison.Ordinal));
    }

    /// <summary>The file has what the contracts have, and numbers of its own; a column that is new is asked about.</summary>
    [Fact]
    public async Task Every_column_of_the_file_is_a_field_that_is_listed()
    {
        using var theft = await Theft.CommitAsync(Password);
        await using var connection = new SqliteConnection($"Data Source={theft.Backup};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT m.name || '.' || p.name FROM sqlite_schema m, pragma_table_xinfo(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";
        var columns = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(Token))
            while (await reader.ReadAsync(Token))
                columns.Add(reader.GetString(0));
        Assert.Equal(SqliteColumns.All.Keys.Order(StringComparer.Ordinal), columns.Order(StringComparer.Ordinal));
        Assert.All(SqliteColumns.All.Values.Where(field => field.Length > 0 && field != SqliteColumns.RowValue), field => Assert.Contains(field, FieldInputs.All.Keys));
    }

    private static async Task<IReadOnlyList<string>> ConfirmAsync(IReadOnlyList<Recorded> stolen, Theft theft, string guess, byte[]? pepper = null)
    {
        using var stretched = await theft.StretchAsync(guess);
        return new Attacker(stolen, pepper).Confirm(guess, stretched);
    }

    private static byte[] PepperOf(Theft theft) => theft.Secrets.Get(ServerSecretKind.Pepper, 1).Span.ToArray();

    // The log, the file as it is when closed, and the backup: each of them has the rows.
    private static IEnumerable<IReadOnlyList<Recorded>> Wholes(Theft theft) =>
        new[] { "in use: mail.db-wal", "closed: mail.db", "backup: copy.db" }.Select(name => new[] { theft.Files.Single(file => file.Where == name) });

    // A scan of nothing would find nothing.
    private static void AssertComplete(Theft theft)
    {
        foreach (var piece in Wholes(theft).Append([.. theft.Given]))
            Assert.True(new Attacker(piece).EnvelopeCount >= 2, $"{piece[0].Where} has no wrap or no record.");
        Assert.True(theft.Given.Count > 100);
    }
}
