using FsCheck;
using FsCheck.Fluent;
using SMail.Sdk.Storage;
using SMail.Sdk.Testing.Storage.Models;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Runs generated sequences of calls against the store and a small model. A failure names the shortest sequence found and its seed.</summary>
public abstract class StorageModelSuite : StorageConformance
{
    /// <summary>How many sequences are run; <c>WithReplay</c> repeats a seed.</summary>
    protected virtual Config Settings => Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(60).WithQuietOnSuccess(true);

    [Fact]
    public Task Rows_do_what_the_model_does() => CheckAsync(RowSteps.Any, () => new RowModel());

    [Fact]
    public Task Blobs_do_what_the_model_does() => CheckAsync(BlobSteps.Any, () => new BlobModel());

    [Fact]
    public Task Addresses_do_what_the_model_does() => CheckAsync(DirectorySteps.Any, () => new DirectoryModel());

    private Task CheckAsync<TModel>(Gen<Step<TModel>> step, Func<TModel> newModel)
    {
        // FsCheck runs a property to its end before the next, so it blocks; not on the runner's own thread.
        var property = Prop.ForAll(Arb.Array(Arb.From(step)), steps => RunAsync(steps, newModel()).GetAwaiter().GetResult());
        return Task.Run(() =>
        {
            try
            {
                Check.One(Settings, property);
            }
            catch (Exception e)
            {
                Assert.Fail(e.Message);
            }
        }, Token);
    }

    private async Task RunAsync<TModel>(Step<TModel>[] steps, TModel model)
    {
        var clock = new ManualClock();
        await using var store = await CreateAsync(clock);
        foreach (var step in steps)
            await step.RunAsync(store, model, clock, CancellationToken.None);
    }
}
