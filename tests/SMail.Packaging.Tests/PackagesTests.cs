using System.Diagnostics;
using System.Text;

namespace SMail.Packaging.Tests;

/// <summary>Packs the solution, then uses the packages as a stranger would: projects outside it that run the examples of the pages.</summary>
public sealed class PackagesTests(PackagesTests.Packages packages) : IClassFixture<PackagesTests.Packages>
{
    private static readonly string Root = FindRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("README.md", "SMail.Example")]
    [InlineData("docs/openpgp.md", "SMail.OpenPgp.Example")]
    public void The_example_of_a_page_is_the_one_that_the_build_compiles(string page, string sample)
    {
        var compiled = File.ReadAllText(Path.Combine(Root, "samples", sample, "Program.cs"));

        Assert.Equal(compiled.ReplaceLineEndings("\n"), ExampleOf(page));
    }

    [Theory]
    [InlineData("README.md", "SMail.Sdk.Storage.InMemory", "FirstSeen: Hello: Only you can read this.")]
    [InlineData("docs/openpgp.md", "SMail.OpenPgp", "Good: Only you can read this.")]
    public async Task A_project_outside_the_solution_runs_the_example_from_the_packages(string page, string package, string says)
    {
        Assert.NotEmpty(Directory.GetFiles(packages.Folder, $"{package}.*.nupkg"));
        Assert.NotEmpty(Directory.GetFiles(packages.Folder, $"{package}.*.snupkg"));
        var outside = Directory.CreateTempSubdirectory("smail-packages-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "Program.cs"), ExampleOf(page), Token);
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "Outside.csproj"), Project(package, outside.FullName), Token);
            // A build of its own: the folder's parents must not lend it settings.
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "Directory.Build.props"), "<Project />", Token);
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "Directory.Packages.props"), "<Project />", Token);

            var run = await RunAsync(outside.FullName, "run");

            Assert.True(run.ExitCode == 0, run.Output);
            Assert.Contains(says, run.Output, StringComparison.Ordinal);
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    // Packages of this build come from the folder alone and are kept apart; everything else may come from where it is already.
    private string Project(string package, string folder) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <NuGetAudit>false</NuGetAudit>
            <RestoreAdditionalProjectSources>{packages.Folder}</RestoreAdditionalProjectSources>
            <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="{package}" Version="0.1.0" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>The first C# example of a page.</summary>
    private static string ExampleOf(string page)
    {
        var text = File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n");
        const string start = "```csharp\n";
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf("```", from, StringComparison.Ordinal)];
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test runner's own build set must not reach the builds made here.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        process.OutputDataReceived += (_, e) => Append(e.Data);
        process.ErrorDataReceived += (_, e) => Append(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output.ToString());

        void Append(string? line)
        {
            lock (output)
                output.AppendLine(line);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "SMail.Sdk.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run from within the repository.");
    }

    /// <summary>The packages of this solution, made once.</summary>
    public sealed class Packages : IAsyncLifetime
    {
        public string Folder { get; } = Path.Combine(Root, "artifacts", "packages");

        public async ValueTask InitializeAsync()
        {
            var pack = await RunAsync(Root, "pack", "SMail.Sdk.sln", "-c", "Release", "-o", Folder, "--nologo");
            Assert.True(pack.ExitCode == 0, pack.Output);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
