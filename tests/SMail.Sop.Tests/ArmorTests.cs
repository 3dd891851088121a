namespace SMail.Sop.Tests;

/// <summary>armor and dearmor.</summary>
public sealed class ArmorTests
{
    [Theory]
    [InlineData("alice.key", "PRIVATE KEY BLOCK")]
    [InlineData("bobby.cert", "PUBLIC KEY BLOCK")]
    public async Task Armor_goes_on_and_off_and_twice_changes_nothing(string name, string label)
    {
        using var workspace = new Workspace();
        var armored = (await workspace.RunAsync(workspace.Get(name), "armor")).Succeeds();
        Assert.StartsWith($"-----BEGIN PGP {label}-----", armored.Text, StringComparison.Ordinal);
        Assert.Equal(armored.Output, (await workspace.RunAsync(armored.Output, "armor")).Succeeds().Output);
        Assert.Equal(workspace.Get(name), (await workspace.RunAsync(armored.Output, "dearmor")).Succeeds().Output);
        Assert.Equal(workspace.Get(name), (await workspace.RunAsync(workspace.Get(name), "dearmor")).Succeeds().Output);
    }

    [Fact]
    public async Task A_fault_at_the_very_end_leaves_nothing_on_standard_output()
    {
        using var workspace = new Workspace();
        var armored = (await workspace.RunAsync(new byte[300_000], "encrypt", "alice.cert")).Succeeds().Text;
        (await workspace.RunAsync(armored[..^40], "dearmor")).Fails(41);
        (await workspace.RunAsync(armored[..^40], "armor")).Fails(41);
        (await workspace.RunAsync("hello", "armor")).Fails(41);
        (await workspace.RunAsync("hello", "dearmor")).Fails(41);
        (await workspace.RunAsync("", "armor")).Fails(41);
        (await workspace.RunAsync("", "dearmor")).Fails(41);
    }
}
