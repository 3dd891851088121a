using System.Text.Json.Serialization;

namespace SMail.Sdk.Server;


[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckNameRequest))]
[JsonSerializable(typeof(Answer<NameAvailability>))]
[JsonSerializable(typeof(ReserveRequest))]
[JsonSerializable(typeof(Answer<Reservation>))]
[JsonSerializable(typeof(CompleteRegistrationRequest))]
[JsonSerializable(typeof(Answer<Done>))]
[JsonSerializable(typeof(PreloginRequest))]
[JsonSerializable(typeof(Answer<LoginParameters>))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(Answer<LoginGrant>))]
[JsonSerializable(typeof(LogoutRequest))]
[JsonSerializable(typeof(LookUpRequest))]
[JsonSerializable(typeof(Answer<DirectoryAnswer>))]
[JsonSerializable(typeof(BeginUploadRequest))]
[JsonSerializable(typeof(Answer<Upload>))]
[JsonSerializable(typeof(PutSealedChunkRequest))]
[JsonSerializable(typeof(PutOpenChunkRequest))]
[JsonSerializable(typeof(CompleteUploadRequest))]
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(Answer<SubmissionReceipt>))]
[JsonSerializable(typeof(ListEntriesRequest))]
[JsonSerializable(typeof(Answer<EntryPage>))]
[JsonSerializable(typeof(GetEntryRequest))]
[JsonSerializable(typeof(Answer<MailboxEntry>))]
[JsonSerializable(typeof(ReadBodyRequest))]
[JsonSerializable(typeof(Answer<SealedChunk>))]
[JsonSerializable(typeof(DeleteEntryRequest))]
internal sealed partial class DoorJson : JsonSerializerContext;
