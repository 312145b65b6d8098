namespace Sige.DoubleHost;

/// <summary>What sessions asked of a device.</summary>
/// <param name="Uploads">Transfers from the host; an upload of several pieces is one, and so are an active set's tables that come late.</param>
/// <param name="UploadedBytes">What they carried.</param>
/// <param name="Synchronisations">How often the host waited for the device.</param>
/// <param name="Operators">Operators and copies that have run.</param>
internal readonly record struct Counts(ulong Uploads, ulong UploadedBytes, ulong Synchronisations, ulong Operators);
