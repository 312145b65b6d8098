// Paints the demo's street, puts a car on it, and saves the edited picture. Arguments: the demo's folder, the picture's file.
#r "nuget: Sige.Imaging"
#r "nuget: Sige.Models"

open System.IO
open Sige.Imaging
open Sige.Models

let demo, picture = fsi.CommandLineArgs[1], fsi.CommandLineArgs[2]

let read name =
    let path = Path.Combine(demo, name)
    LabelMap.Load(path + ".labels.png"), InstanceMap.Load(path + ".instances.png").ToEdgeMap()

let labels, edges = read "original"
let edited, editedEdges = read "add-car"
let editor = GauGanEditor.Open(Path.Combine(demo, "street_spade.f16.safetensors"), labels.Height, labels.Width)
editor.Render(labels.Ids, edges.Edges) |> ignore
editor.Edit(edited.Ids, editedEdges.Edges) |> ignore
RgbImage(labels.Width, labels.Height, editor.ReadPicture()).Save(picture)
editor.Dispose()
