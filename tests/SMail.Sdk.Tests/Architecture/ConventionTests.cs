using System.Reflection;
using System.Runtime.CompilerServices;
using SMail.OpenPgp;
using SMail.Sdk.Storage.InMemory;

namespace SMail.Sdk.Tests.Architecture;

/// <summary>House conventions that a reviewer would otherwise have to remember.</summary>
public sealed class ConventionTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly Assembly[] Ours = [typeof(SMailSystem).Assembly, typeof(InMemoryStorage).Assembly, typeof(Pgp).Assembly];

    private static IEnumerable<Type> Types => Ours.SelectMany(assembly => assembly.GetTypes()).Where(type => !IsMade(type));

    [Fact]
    public void What_is_asynchronous_says_so_in_its_name() => Assertions.AssertNone(Types.Except([typeof(Controls)]).SelectMany(BadlyNamed));

    [Fact]
    public void What_is_asynchronous_and_public_takes_a_token_last() => Assertions.AssertNone(Types.Where(type => type.IsVisible).SelectMany(WithoutToken));

    [Fact]
    public void Types_are_sealed_unless_they_are_made_to_be_derived_from() => Assertions.AssertNone(Types.Where(IsOpen).Where(type => !Types.Any(other => other.BaseType == type || other.BaseType?.Name == type.Name)));

    [Fact]
    public void There_is_no_static_state_that_changes() => Assertions.AssertNone(Types.SelectMany(Mutable));

    [Fact]
    public void Each_convention_would_be_missed()
    {
        Assert.Equal(["Breaker.Bad", "Breaker.BadAsync"], BadlyNamed(typeof(Breaker)).Order());
        Assert.Equal(["Breaker.Bad", "Breaker.LateAsync", "Breaker.NoneAsync"], WithoutToken(typeof(Breaker)).Order());
        Assert.Equal(["Breaker.Counter", "Breaker.Setting"], Mutable(typeof(Breaker)).Order());
        Assert.True(IsOpen(typeof(Breaker)));
    }

    private static IEnumerable<string> BadlyNamed(Type type) => Methods(type).Where(m => IsAsynchronous(m) != m.Name.EndsWith("Async", StringComparison.Ordinal)).Select(Name);

    private static IEnumerable<string> WithoutToken(Type type) => Methods(type)
        .Where(m => m.IsPublic && IsAsynchronous(m) && m.Name != "DisposeAsync" && m.GetBaseDefinition().DeclaringType == type)
        .Where(m => m.GetParameters() is not [.., { ParameterType: var last }] || last != typeof(CancellationToken)).Select(Name);

    private static IEnumerable<string> Mutable(Type type) => type.GetFields(All)
        .Where(f => f.IsStatic && !f.IsInitOnly && !f.IsLiteral && !f.Name.StartsWith('<')).Select(Name)
        .Concat(type.GetProperties(All).Where(p => p.SetMethod is { IsStatic: true }).Select(Name));

    private static bool IsOpen(Type type) => type is { IsClass: true, IsSealed: false, IsAbstract: false };

    private static IEnumerable<MethodInfo> Methods(Type type) => type.GetMethods(All).Where(m => !m.IsSpecialName && !IsMade(m) && !m.Name.Contains('<', StringComparison.Ordinal));

    private static bool IsAsynchronous(MethodInfo method)
    {
        var type = method.ReturnType;
        var name = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return new[] { typeof(Task), typeof(Task<>), typeof(ValueTask), typeof(ValueTask<>), typeof(IAsyncEnumerable<>) }.Contains(name);
    }

    private static string Name(MemberInfo member) => $"{member.DeclaringType!.Name}.{member.Name}";

    private static bool IsMade(MemberInfo member) => member.Name.Contains('<', StringComparison.Ordinal) || member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.DeclaringType is { } outer && IsMade(outer);

#pragma warning disable // it breaks the conventions on purpose
    private class Breaker
    {
        public static int Counter;

        public static int Setting { get; set; }

        public Task Bad() => Task.CompletedTask;

        public void BadAsync(CancellationToken token) { }

        public Task NoneAsync() => Task.CompletedTask;

        public Task LateAsync(CancellationToken token, int x) => Task.CompletedTask;
    }
#pragma warning restore
}
