using System.Diagnostics;
using System.Text;

namespace SMail.Packaging.Tests;

/// <summary>Packs the solution, then uses the packages as a stranger would: a project outside it that runs the example of the README.</summary>
public sealed class PackagesTests
{
    private static readonly string Root = FindRoot();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_example_of_the_readme_is_the_one_that_the_build_compiles()
    {
        var compiled = File.ReadAllText(Path.Combine(Root, "samples", "SMail.Example", "Program.cs"));

        Assert.Equal(compiled.ReplaceLineEndings("\n"), ReadmeExample());
    }

    [Fact]
    public async Task A_project_outside_the_solution_runs_the_example_from_the_packages()
    {
        var packages = Path.Combine(Root, "artifacts", "packages");
        var pack = await RunAsync(Root, "pack", "SMail.Sdk.sln", "-c", "Release", "-o", packages, "--nologo");
        Assert.True(pack.ExitCode == 0, pack.Output);
        Assert.NotEmpty(Directory.GetFiles(packages, "SMail.Sdk.*.nupkg"));
        Assert.NotEmpty(Directory.GetFiles(packages, "SMail.Sdk.*.snupkg"));

        var outside = Directory.CreateTempSubdirectory("smail-packages-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "Program.cs"), ReadmeExample(), Token);
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "Outside.csproj"), Project(packages, outside.FullName), Token);
            // A build of its own: the folder's parents must not lend it settings.
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "Directory.Build.props"), "<Project />", Token);
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "Directory.Packages.props"), "<Project />", Token);

            var run = await RunAsync(outside.FullName, "run");

            Assert.True(run.ExitCode == 0, run.Output);
            Assert.Contains("FirstSeen: Hello: Only you can read this.", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    // Packages of this build come from the folder alone and are kept apart; everything else may come from where it is already.
    private static string Project(string packages, string folder) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <NuGetAudit>false</NuGetAudit>
            <RestoreAdditionalProjectSources>{packages}</RestoreAdditionalProjectSources>
            <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="SMail.Sdk.Storage.InMemory" Version="0.1.0" />
          </ItemGroup>
        </Project>
        """;

    private static string ReadmeExample()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md")).ReplaceLineEndings("\n");
        const string start = "```csharp\n";
        var from = readme.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
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
}
