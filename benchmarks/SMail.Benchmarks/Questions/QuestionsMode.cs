using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

namespace SMail.Benchmarks.Questions;

/// <summary>BenchmarkDotNet over the questions of this folder; its arguments choose among them.</summary>
internal static class QuestionsMode
{
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(10); // the default of two is too short on a busy machine

    public static int Run(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(QuestionsMode).Assembly)
        .Run(args, ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(BuildTimeout))
        .All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
}
