-- Which OpenStreetMap tags become which layer of the basemap; read by tilemaker.

node_keys = { "place", "addr:housenumber" }

local place_zooms = {
  city = 8, town = 9, village = 11, suburb = 11, hamlet = 12, quarter = 13, neighbourhood = 13,
}

local road_zooms = {
  motorway = 8, trunk = 8, primary = 9, secondary = 10, tertiary = 11,
  motorway_link = 10, trunk_link = 10, primary_link = 11, secondary_link = 12, tertiary_link = 12,
  unclassified = 12, residential = 12, living_street = 12, pedestrian = 12,
  service = 13, track = 13, road = 13,
  footway = 14, path = 14, steps = 14, cycleway = 14, bridleway = 14,
}

local road_kinds = {
  motorway = "major", trunk = "major", primary = "major",
  motorway_link = "major", trunk_link = "major", primary_link = "major",
  secondary = "middle", tertiary = "middle", secondary_link = "middle", tertiary_link = "middle",
  service = "service", track = "service",
  footway = "path", path = "path", steps = "path", cycleway = "path", bridleway = "path",
}

local green = {
  landuse = {
    forest = true, grass = true, meadow = true, cemetery = true, recreation_ground = true,
    village_green = true, allotments = true, orchard = true, vineyard = true,
  },
  leisure = { park = true, garden = true, pitch = true, golf_course = true, nature_reserve = true },
  natural = { wood = true, scrub = true, grassland = true, heath = true },
}

function init_function() end

function exit_function() end

function node_function(node)
  local zoom = place_zooms[node:Find("place")]
  local name = node:Find("name")
  if zoom and name ~= "" then
    node:Layer("place", false)
    node:MinZoom(zoom)
    node:Attribute("class", node:Find("place"))
    node:Attribute("name", name)
  end
  house_number(node, false)
end

function way_function(way)
  road(way)
  local named = water(way) or vegetation(way)
  if named and way:Find("name") ~= "" then
    way:LayerAsCentroid("area_name")
    way:Attribute("class", named)
    way:Attribute("name", way:Find("name"))
  end
  local use = way:Find("landuse")
  if way:IsClosed() and (use == "residential" or use == "commercial" or use == "industrial" or use == "retail") then
    way:Layer("built_up", true)
  end
  if way:IsClosed() and way:Find("building") ~= "" and way:Find("building") ~= "no" then
    way:Layer("building", true)
  end
  if way:IsClosed() then
    house_number(way, true)
  end
  local rails = way:Find("railway")
  if (rails == "rail" or rails == "tram" or rails == "light_rail") and way:Find("tunnel") == "" then
    way:Layer("railway", false)
    way:Attribute("class", rails)
  end
end

function road(way)
  local highway = way:Find("highway")
  local zoom = road_zooms[highway]
  if not zoom then return end
  local kind = road_kinds[highway] or "minor"
  local area = way:Find("area") == "yes" and way:IsClosed()
  way:Layer("road", area)
  way:MinZoom(zoom)
  way:Attribute("class", kind)
  if area then way:Attribute("area", "yes") end
  local name = way:Find("name")
  if name ~= "" and not area then
    way:Layer("road_name", false)
    way:MinZoom(math.max(zoom, 12))
    way:Attribute("class", kind)
    way:Attribute("name", name)
  end
end

function water(way)
  local natural, waterway = way:Find("natural"), way:Find("waterway")
  if way:IsClosed() and (natural == "water" or waterway == "riverbank" or waterway == "dock") then
    way:Layer("water", true)
    return "water"
  end
  if waterway == "river" or waterway == "canal" or waterway == "stream" then
    way:Layer("waterway", false)
    if waterway == "stream" then way:MinZoom(13) end
    way:Attribute("class", waterway)
    way:Attribute("name", way:Find("name"))
  end
  return nil
end

function vegetation(way)
  if not way:IsClosed() then return nil end
  for key, values in pairs(green) do
    if values[way:Find(key)] then
      way:Layer("green", true)
      return "green"
    end
  end
  return nil
end

function house_number(object, is_area)
  local number = object:Find("addr:housenumber")
  if number == "" then return end
  if is_area then object:LayerAsCentroid("house_number") else object:Layer("house_number", false) end
  object:Attribute("number", number)
end
