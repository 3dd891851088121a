using SMail.OpenPgp;

await File.WriteAllTextAsync("letter.txt", "Only you can read this.");
using var alice = Pgp.GenerateKey(new() { UserIds = ["Alice <alice@example.org>"] });
using var bob = Pgp.GenerateKey(new() { UserIds = ["Bob <bob@example.org>"] });

// Alice signs and encrypts.
await using (FileStream letter = File.OpenRead("letter.txt"), message = File.Create("letter.pgp"))
    await Pgp.EncryptAsync(letter, message, new() { Recipients = [bob.Certificate], Signers = [alice] });

// Bob decrypts and verifies: nothing can be read before the message was checked to its end.
await using var received = File.OpenRead("letter.pgp");
using var opened = await Pgp.DecryptAsync(received, new() { Keys = [bob], Certificates = [alice.Certificate] });
Console.WriteLine($"{opened.Signatures.Single().Status}: {await new StreamReader(opened.Content).ReadToEndAsync()}");
