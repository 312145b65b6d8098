// Loads a plugin in a context of its own and has it paint. Arguments: the plugin's assembly, the demo's folder, the picture's file.
using System.Reflection;
using Host;

Assembly plugin = new PluginContext(args[0]).LoadFromAssemblyPath(args[0]);
plugin.GetType("Plugin.CarPainter", throwOnError: true)!.GetMethod("Paint")!.Invoke(null, [args[1], args[2]]);
