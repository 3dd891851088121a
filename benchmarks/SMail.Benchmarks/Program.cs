// What things cost, always beside a rival or a ceiling in the same run.
//
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- --ratio [--json FILE]
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- --peers [--sop FILE]
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- --plot FILE.svg
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- bench [arguments of BenchmarkDotNet]
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- storage [--messages N] [--largest N] [--folder DIR]
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- login-timing
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- argon2
//   dotnet run --project benchmarks/SMail.Benchmarks -c Release -- delivery

using SMail.Benchmarks.Accounts;
using SMail.Benchmarks.Delivery;
using SMail.Benchmarks.Engine;
using SMail.Benchmarks.Peers;
using SMail.Benchmarks.Plot;
using SMail.Benchmarks.Questions;
using SMail.Benchmarks.Storage;

switch (args)
{
    case ["--ratio"]:
        return await RatioMode.RunAsync(jsonFile: null);
    case ["--ratio", "--json", var file]:
        return await RatioMode.RunAsync(file);
    case ["--peers"]:
        return PeersMode.Run(sop: null);
    case ["--peers", "--sop", var program]:
        return PeersMode.Run(program);
    case ["--plot", var file]:
        return PlotMode.Run(file);
    case ["bench", .. var rest]:
        return QuestionsMode.Run(rest);
    case ["storage", .. var rest]:
        return await StorageBenchmark.RunAsync(rest);
    case ["login-timing"]:
        return await LoginTimingMode.RunAsync();
    case ["delivery"]:
        return await DeliveryMode.RunAsync();
    case ["argon2"]:
        return Argon2Mode.Run();
    case ["--argon2-once", var implementation, var memory, var passes]: // a child of argon2
        return Argon2Mode.RunChild(implementation, memory, passes);
    case ["--recipients-on-one-core"]: // a child of --ratio
        return ManyRecipients.RunChild();
    case ["--peak", var action, var path]: // a child of --peers
        return PeakMode.RunChild(action, path);
    default:
        Console.Error.WriteLine("""
            Usage: SMail.Benchmarks --ratio [--json FILE]
                   SMail.Benchmarks --peers [--sop FILE]
                   SMail.Benchmarks --plot FILE.svg
                   SMail.Benchmarks bench [arguments of BenchmarkDotNet]
                   SMail.Benchmarks storage [--messages N] [--largest N] [--folder DIR]
                   SMail.Benchmarks login-timing
                   SMail.Benchmarks argon2
                   SMail.Benchmarks delivery
            """);
        return 2;
}
