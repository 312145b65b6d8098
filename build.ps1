<#
.SYNOPSIS
Builds, tests, measures and packs Sige. Runs in PowerShell 7 on Windows, macOS and Linux.
.EXAMPLE
./build.ps1 demo --out pictures
.EXAMPLE
./build.ps1 bench gaugan --edit 1.2
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    # build: everything. test: every test. bench, demo: what follows goes to the program. generate: the C# bindings anew.
    # pack: the NuGet packages, into artifacts/packages.
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'bench', 'demo', 'generate', 'pack')]
    [string] $Verb = 'build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    [Parameter(ValueFromRemainingArguments = $true)]
    [string[]] $Arguments = @()
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

Push-Location $PSScriptRoot
try {
    switch ($Verb) {
        'build' { Invoke-Dotnet build Sige.Native.sln -c $Configuration @Arguments }
        'test' { Invoke-Dotnet test Sige.Native.sln -c $Configuration @Arguments }
        'bench' { Invoke-Dotnet run --project bench/Sige.Bench -c $Configuration -- @Arguments }
        'demo' { Invoke-Dotnet run --project managed/Sige.Cli -c $Configuration -- demo @Arguments }
        'generate' { Invoke-Dotnet run --project bindings/Sige.BindingGenerator -c $Configuration -- @Arguments }
        'pack' {
            foreach ($project in 'bindings/Sige.Interop', 'managed/Sige', 'managed/Sige.Imaging', 'managed/Sige.Models', 'managed/Sige.Cli') {
                Invoke-Dotnet pack $project -c $Configuration -o artifacts/packages @Arguments
            }
        }
    }
}
finally {
    Pop-Location
}
