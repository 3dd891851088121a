// What things cost, always beside a rival or a ceiling in the same run.
//
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- storage [--messages N] [--largest N] [--folder DIR]

using SMail.Benchmarks.Storage;

switch (args)
{
    case ["storage", .. var rest]:
        return await StorageBenchmark.RunAsync(rest);
    default:
        Console.Error.WriteLine("Usage: SMail.Benchmarks storage [--messages N] [--largest N] [--folder DIR]");
        return 2;
}
