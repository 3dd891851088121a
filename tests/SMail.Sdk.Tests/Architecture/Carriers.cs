using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace SMail.Sdk.Tests.Architecture;

/// <summary>The members of a type, other than private ones, through which bytes or text could pass.</summary>
internal static class Carriers
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Raw =
    [
        typeof(string), typeof(Memory<byte>), typeof(Memory<char>), typeof(ReadOnlyMemory<byte>), typeof(ReadOnlyMemory<char>), typeof(Span<byte>), typeof(Span<char>),
        typeof(ReadOnlySpan<byte>), typeof(ReadOnlySpan<char>), typeof(ReadOnlySequence<byte>), typeof(IBufferWriter<byte>), typeof(object),
    ];

    public static IEnumerable<Type> TypesIn(Assembly assembly, params string[] rooms) => assembly.GetTypes()
        .Where(type => rooms.Contains(type.Namespace) && !type.Name.Contains('<', StringComparison.Ordinal) && !IsMade(type))
        .Where(type => !typeof(JsonSerializerContext).IsAssignableFrom(type) && !typeof(JsonConverter).IsAssignableFrom(type));

    /// <summary>Each as <c>Type.Member</c>, constructors as <c>Type.new</c>, parameters of methods with their names.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        var name = type.Name.Split('`')[0];
        var properties = type.GetProperties(All).Where(p => p.GetAccessors(nonPublic: true).Any(IsSeen) && Carries(p.PropertyType)).Select(p => $"{name}.{p.Name}");
        var fields = type.GetFields(All).Where(f => !f.IsPrivate && Carries(f.FieldType)).Select(f => $"{name}.{f.Name}");
        var methods = type.GetMethods(All).Where(m => IsSeen(m) && !m.IsSpecialName && !IsMade(m) && m.Name != nameof(ToString)).ToList();
        var returns = methods.Where(m => Carries(m.ReturnType)).Select(m => $"{name}.{m.Name}()");
        var parameters = methods.SelectMany(m => m.GetParameters()).Where(p => Carries(p.ParameterType)).Select(p => $"{name}.{p.Member.Name}({p.Name})");
        var made = type.GetConstructors(All).Where(IsSeen).SelectMany(c => c.GetParameters()).Where(p => Carries(p.ParameterType)).Select(p => $"{name}.new({p.Name})");
        return properties.Concat(fields).Concat(returns).Concat(parameters).Concat(made);
    }

    private static bool Carries(Type type) => Raw.Contains(type)
        || typeof(Stream).IsAssignableFrom(type) || typeof(TextReader).IsAssignableFrom(type) || typeof(TextWriter).IsAssignableFrom(type)
        || (type.HasElementType && (type.GetElementType() == typeof(byte) || type.GetElementType() == typeof(char) || Carries(type.GetElementType()!)))
        || (type.IsGenericType && type.GetGenericArguments().Any(argument => argument == typeof(byte) || argument == typeof(char) || Carries(argument)));

    private static bool IsSeen(MethodBase method) => !method.IsPrivate;

    private static bool IsMade(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute));
}
