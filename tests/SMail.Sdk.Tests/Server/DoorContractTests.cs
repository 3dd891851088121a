using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SMail.Sdk.Server;

namespace SMail.Sdk.Tests.Server;

/// <summary>How the records of the door look on a wire.</summary>
public sealed class DoorContractTests
{
    [Fact]
    public void Every_request_and_answer_of_the_door_can_cross()
    {
        var methods = typeof(IMailServer).GetInterfaces().SelectMany(facet => facet.GetMethods()).ToList();
        Assert.True(methods.Count >= 16);
        foreach (var method in methods)
        {
            Assert.NotNull(DoorContract.Json.GetTypeInfo(method.GetParameters()[0].ParameterType));
            Assert.NotNull(DoorContract.Json.GetTypeInfo(method.ReturnType.GetGenericArguments()[0]));
        }
    }

    [Fact]
    public void Names_are_in_camel_case_and_values_of_enums_by_name()
    {
        var answer = new Answer<Done>(new RequestId(Guid.Parse("00112233445566778899aabbccddeeff")), null, new DoorError(SMailError.NameTaken, "Taken."));
        Assert.Equal("""{"requestId":"00112233445566778899aabbccddeeff","value":null,"error":{"code":"NameTaken","message":"Taken."}}""", Write(answer));
        var parameters = new LoginParameters(LoginProtocol.Verifier, KdfParameters.Interactive, new AccountSalt(Guid.Empty));
        Assert.Contains("""{"protocol":"Verifier","kdf":{"algorithm":"Argon2id","memoryKiB":65536,"passes":3,"lanes":1},"salt":"00000000000000000000000000000000"}""",
            Write(new Answer<LoginParameters>(default, parameters, null)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"address":null}""")]
    [InlineData("""{"address":7}""")]
    [InlineData("""{"address":"no address"}""")]
    [InlineData("""{"address":"a@b.example","proof":null}""")]
    [InlineData("""{"address":"a@b.example","proof":"short"}""")]
    [InlineData("""[]""")]
    [InlineData("""{""")]
    public void What_is_missing_or_malformed_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, (JsonTypeInfo<LoginRequest>)DoorContract.Json.GetTypeInfo(typeof(LoginRequest))));

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)DoorContract.Json.GetTypeInfo(typeof(T)));
}
