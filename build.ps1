<#
.SYNOPSIS
Builds, tests, measures and packs Sige. Runs in PowerShell 7 on Windows, macOS and Linux.
.DESCRIPTION
build       everything
test        every test
pack        the NuGet packages, into artifacts/packages
bench       the program that measures
demo        the program that paints the demo's pictures
generate    the C# bindings anew

What follows build, test and pack goes to dotnet; what follows bench, demo and generate goes to the program.
.EXAMPLE
./build.ps1 demo --out pictures
.EXAMPLE
./build.ps1 bench gaugan --edit 1.2
.EXAMPLE
./build.ps1 test -c Debug
#>

# A plain script: one with [CmdletBinding()] or [Parameter()] would take --out for its own -OutVariable.
param(
    [ValidateSet('build', 'test', 'pack', 'bench', 'demo', 'generate')]
    [string] $Job = 'build'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

$packages = 'bindings/Sige.Interop', 'managed/Sige', 'managed/Sige.Imaging', 'managed/Sige.Models', 'managed/Sige.Diffusion', 'managed/Sige.Cli'
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
        'build' { Invoke-Dotnet build Sige.Native.sln @configuration @rest }
        'test' { Invoke-Dotnet test Sige.Native.sln @configuration @rest }
        'pack' { foreach ($package in $packages) { Invoke-Dotnet pack $package -o artifacts/packages @configuration '-p:SigeReadyToRun=true' @rest } }
        'bench' { Invoke-Dotnet run --project bench/Sige.Bench @program @rest }
        'demo' { Invoke-Dotnet run --project managed/Sige.Cli @program demo @rest }
        'generate' { Invoke-Dotnet run --project bindings/Sige.BindingGenerator @program @rest }
    }
}
finally {
    Pop-Location
}
