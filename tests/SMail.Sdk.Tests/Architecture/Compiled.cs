using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace SMail.Sdk.Tests.Architecture;

/// <summary>One use of a member or a type by the code of a type, read from IL.</summary>
/// <param name="User">The outermost type the code belongs to, closures and state machines counted to the type they were written in.</param>
/// <param name="Type">The outermost type that is used.</param>
/// <param name="Member">The member; empty for the type itself.</param>
public sealed record Use(string User, string Type, string Member);

/// <summary>What the method bodies, signatures and base types of a compiled assembly refer to.</summary>
public sealed class Compiled : IDisposable
{
    private readonly PEReader file;
    private readonly MetadataReader metadata;

    public Compiled(System.Reflection.Assembly assembly)
    {
        file = new PEReader(File.OpenRead(assembly.Location));
        metadata = file.GetMetadataReader();
    }

    public void Dispose() => file.Dispose();

    /// <summary>Every use, each once.</summary>
    public IReadOnlyList<Use> Uses() => [.. metadata.TypeDefinitions.SelectMany(UsesOf).Distinct()];

    private IEnumerable<Use> UsesOf(TypeDefinitionHandle handle)
    {
        var user = Outermost(handle);
        var type = metadata.GetTypeDefinition(handle);
        foreach (var name in TypesIn(type.BaseType).Concat(type.GetInterfaceImplementations().SelectMany(i => TypesIn(metadata.GetInterfaceImplementation(i).Interface))))
            yield return new Use(user, name, "");
        foreach (var field in type.GetFields())
            foreach (var name in metadata.GetFieldDefinition(field).DecodeSignature(Names.Of(this), null))
                yield return new Use(user, name, "");
        foreach (var methodHandle in type.GetMethods())
        {
            var method = metadata.GetMethodDefinition(methodHandle);
            var signature = method.DecodeSignature(Names.Of(this), null);
            foreach (var name in signature.ReturnType.Concat(signature.ParameterTypes.SelectMany(names => names)))
                yield return new Use(user, name, "");
            if (method.RelativeVirtualAddress == 0)
                continue;
            var body = file.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
                foreach (var name in metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(Names.Of(this), null).SelectMany(names => names))
                    yield return new Use(user, name, "");
            foreach (var token in IlTokens.Of(body.GetILBytes()!))
                foreach (var (name, member) in Refers(MetadataTokens.EntityHandle(token)))
                    yield return new Use(user, name, member);
        }
    }

    /// <summary>What a token in IL refers to: the type and the member, and every type it is made of.</summary>
    private IEnumerable<(string Type, string Member)> Refers(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return [(Outermost(method.GetDeclaringType()), metadata.GetString(method.Name))];
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                return [(Outermost(field.GetDeclaringType()), metadata.GetString(field.Name))];
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                return TypesIn(member.Parent).Select(name => (name, metadata.GetString(member.Name)));
            case HandleKind.MethodSpecification:
                var generic = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return Refers(generic.Method).Concat(generic.DecodeSignature(Names.Of(this), null).SelectMany(names => names).Select(name => (name, "")));
            case HandleKind.StandaloneSignature:
                return [];
            default:
                return TypesIn(handle).Select(name => (name, ""));
        }
    }

    private IEnumerable<string> TypesIn(EntityHandle handle) => handle.IsNil ? [] : handle.Kind switch
    {
        HandleKind.TypeDefinition => [Outermost((TypeDefinitionHandle)handle)],
        HandleKind.TypeReference => [Outermost((TypeReferenceHandle)handle)],
        HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(Names.Of(this), null),
        HandleKind.MethodDefinition => [Outermost(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType())],
        _ => [],
    };

    internal string Outermost(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? Outermost(outer) : Name(type.Namespace, type.Name);
    }

    internal string Outermost(TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? Outermost((TypeReferenceHandle)type.ResolutionScope) : Name(type.Namespace, type.Name);
    }

    private string Name(StringHandle space, StringHandle name) => space.IsNil ? metadata.GetString(name) : $"{metadata.GetString(space)}.{metadata.GetString(name)}";
}
