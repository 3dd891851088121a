using BenchmarkDotNet.Running;

namespace SMail.Benchmarks.Questions;

/// <summary>BenchmarkDotNet over the questions of this folder; its arguments choose among them.</summary>
internal static class QuestionsMode
{
    public static int Run(string[] args) =>
        BenchmarkSwitcher.FromAssembly(typeof(QuestionsMode).Assembly).Run(args).All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
}
