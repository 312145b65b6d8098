using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Sige.Sessions;

/// <summary>Files that nobody but the user who runs this process can read.</summary>
internal static partial class PrivateFile
{
    /// <summary>
    /// Makes a new file that is deleted when it is closed. It is private from the moment that it is there, and where something has its name
    /// already, be it a link, nothing is opened.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">What to reserve for it where the system can.</param>
    /// <exception cref="IOException">There is something of this name, or no room.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static FileStream Create(string path, long bytes)
    {
        if (OperatingSystem.IsWindows())
            return CreateOnWindows(path);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
            PreallocationSize = bytes,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    /// <summary>Whether a path is an ordinary file, not a link to one, and belongs to the user who runs this process.</summary>
    /// <returns>False also where the owner cannot be found out.</returns>
    public static bool IsOwn(string path)
    {
        if (OperatingSystem.IsWindows())
            return IsOwnOnWindows(path);
        if ((File.GetAttributes(path) & (FileAttributes.ReparsePoint | FileAttributes.Directory)) != 0)
            return false;
        try
        {
            return FindOwner(path) is { } owner && owner == GetEffectiveUser();
        }
        catch (Exception fault) when (fault is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The user id that a file, or a link itself, belongs to; null where that is not known.</summary>
    /// <remarks>
    /// Where the id lies in what the system fills in is fixed: on Linux by the kernel's interface (struct statx, the same on all
    /// processors), on macOS by struct stat with 64-bit inodes. The older calls of Linux differ from one C library to the next.
    /// </remarks>
    private static uint? FindOwner(string path)
    {
        const int CurrentFolder = -100, DoNotFollow = 0x100, OwnerAndType = 0x9, OwnerInStatx = 20, OwnerInStat = 16;
        Span<byte> state = stackalloc byte[256];
        if (OperatingSystem.IsLinux())
            return StatX(CurrentFolder, path, DoNotFollow, OwnerAndType, state) == 0 ? MemoryMarshal.Read<uint>(state[OwnerInStatx..]) : null;
        if (!OperatingSystem.IsMacOS())
            return null;
        int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LinkStat64(path, state) : LinkStat(path, state);
        return result == 0 ? MemoryMarshal.Read<uint>(state[OwnerInStat..]) : null;
    }

    [SupportedOSPlatform("windows")]
    private static FileStream CreateOnWindows(string path)
    {
        SecurityIdentifier user = CurrentUser();
        var security = new FileSecurity();
        security.SetOwner(user);
        // What the folder hands down would let others in.
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(user, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(
            FileMode.CreateNew, FileSystemRights.Read | FileSystemRights.Write | FileSystemRights.Delete, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose, security);
    }

    [SupportedOSPlatform("windows")]
    private static bool IsOwnOnWindows(string path) =>
        (File.GetAttributes(path) & FileAttributes.ReparsePoint) == 0
        && new FileInfo(path).GetAccessControl(AccessControlSections.Owner).GetOwner(typeof(SecurityIdentifier)) is { } owner
        && owner.Equals(CurrentUser());

    [SupportedOSPlatform("windows")]
    private static SecurityIdentifier CurrentUser()
    {
        using WindowsIdentity identity = WindowsIdentity.GetCurrent();
        return identity.User ?? throw new UnauthorizedAccessException("The user who runs this process has no security identifier.");
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> state);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkStat(string path, Span<byte> state);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkStat64(string path, Span<byte> state);
}
