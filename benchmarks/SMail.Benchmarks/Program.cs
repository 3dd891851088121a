// What things cost, always beside a rival or a ceiling in the same run.
//
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- --ratio [--json FILE]
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- storage [--messages N] [--largest N] [--folder DIR]

using SMail.Benchmarks.Engine;
using SMail.Benchmarks.Storage;

switch (args)
{
    case ["--ratio"]:
        return RatioMode.Run(jsonFile: null);
    case ["--ratio", "--json", var file]:
        return RatioMode.Run(file);
    case ["storage", .. var rest]:
        return await StorageBenchmark.RunAsync(rest);
    default:
        Console.Error.WriteLine("Usage: SMail.Benchmarks --ratio [--json FILE]");
        Console.Error.WriteLine("       SMail.Benchmarks storage [--messages N] [--largest N] [--folder DIR]");
        return 2;
}
